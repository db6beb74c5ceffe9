// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/api/event_bus.h"
#include "core/api/model_service.h"
#include "core/api/service_table.h"
#include "core/base/clock.h"
#include "core/base/id_source.h"

#include <filesystem>

namespace core {

/// The part of a runtime that needs no workspace: the library of models of this user, the models
/// in memory, and their methods.
/// Thread rule: any thread.
class ModelRuntime {
public:
    struct Services {
        ModelProvider& provider;
        Clock& clock;
        IdSource& ids;
        EventBus& bus;
    };

    /// `directory` is dataPlace().
    ModelRuntime(const std::filesystem::path& directory, const Services& services);

    /// Adds models.* and operations.cancel. This object outlives the table.
    void addMethods(ServiceTable& table);

    ModelLibrary& library() { return m_library; }
    LoadedModels& loaded() { return m_loaded; }

private:
    Services m_services;
    Operations m_operations;
    ModelLibrary m_library;
    LoadedModels m_loaded;
};

} // namespace core
