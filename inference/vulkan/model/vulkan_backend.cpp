// SPDX-License-Identifier: Apache-2.0
#include "inference/vulkan/model/vulkan_backend.h"

#include "core/base/places.h"
#include "inference/vulkan/gpu_nodes.h"
#include "inference/vulkan/model/vulkan_model.h"

namespace inference {

VulkanBackend::VulkanBackend(std::shared_ptr<VulkanCatalog> catalog)
    : m_catalog(std::move(catalog))
    , m_health(std::make_shared<VulkanHealth>())
{
}

bool VulkanBackend::isCandidate() const
{
    return hasGpuNode() && m_health->isUsable();
}

core::DeviceFacts VulkanBackend::facts()
{
    core::DeviceFacts facts = m_catalog->facts().front();
    facts.name = name();
    if (!m_health->isUsable()) {
        facts.usable = false;
        facts.isAutomatic = false;
        facts.reason = m_health->reason();
    }
    return facts;
}

core::Result<std::unique_ptr<LoadedModel>> VulkanBackend::load(
    std::shared_ptr<const LlamaModel> model, [[maybe_unused]] const core::LoadOptions& options,
    const core::ProgressSink& progress, std::stop_token stop)
{
    VulkanModelOptions where;
    where.instance = TRY(m_catalog->instance());
    where.physical = TRY(m_catalog->best());
    where.health = m_health;
    where.cacheDirectory = core::cachePlace() / "pipelines";
    return VulkanModel::create(std::move(model), std::move(where), progress, stop);
}

} // namespace inference
