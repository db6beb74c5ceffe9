// SPDX-License-Identifier: Apache-2.0
#include "core/api/model_runtime.h"

namespace core {

ModelRuntime::ModelRuntime(const std::filesystem::path& directory, const Services& services)
    : m_services(services)
    , m_operations(services.bus, services.clock)
    , m_library(directory, {services.provider, services.clock, services.ids})
    , m_loaded(m_library, services.provider, [&bus = services.bus](const ModelId& id) {
        bus.publish("model.changed", {{"model", id.text()}});
    })
{
}

void ModelRuntime::addMethods(ServiceTable& table)
{
    addModelMethods(
        table, {m_library, m_loaded, m_services.provider, m_operations, m_services.bus});
}

} // namespace core
