// SPDX-License-Identifier: Apache-2.0
#include "inference/vulkan/pipeline_registry.h"

#include <spdlog/spdlog.h>

#include <chrono>

namespace inference {

using core::ErrorCode;
using core::fail;
using core::Result;

PipelineRegistry::PipelineRegistry(
    VulkanDevice& device, const std::filesystem::path& cacheDirectory)
    : m_device(device)
{
    if (!cacheDirectory.empty()) {
        m_file = std::make_unique<PipelineCacheFile>(cacheDirectory, device.can());
        openCache();
    }
}

PipelineRegistry::~PipelineRegistry() = default;

void PipelineRegistry::openCache()
{
    const Result<std::string> loaded = m_file->load();
    if (!loaded && loaded.error().code != ErrorCode::NotFound) {
        spdlog::warn("vulkan: the pipeline cache is not used, pipelines are compiled again: {}",
            loaded.error().message);
    }
    const VolkDeviceTable& functions = m_device.functions();
    VkPipelineCacheCreateInfo info{};
    info.sType = VK_STRUCTURE_TYPE_PIPELINE_CACHE_CREATE_INFO;
    info.initialDataSize = loaded ? loaded->size() : 0;
    info.pInitialData = loaded ? loaded->data() : nullptr;
    VkPipelineCache cache = VK_NULL_HANDLE;
    const VkResult result =
        functions.vkCreatePipelineCache(m_device.handle(), &info, nullptr, &cache);
    if (result != VK_SUCCESS) {
        spdlog::warn("vulkan: no pipeline cache ({})", static_cast<int>(result));
        return;
    }
    m_cache = {m_device.handle(), cache, functions.vkDestroyPipelineCache};
    m_cacheBytesLoaded = info.initialDataSize;
}

Result<const Pipeline*> PipelineRegistry::get(const KernelVariant& variant)
{
    const std::lock_guard lock(m_mutex);
    Key key{variant.kernel, variant.constants, variant.subgroupSize};
    const auto found = m_pipelines.find(key);
    if (found != m_pipelines.end()) {
        return found->second.get();
    }
    const auto begin = std::chrono::steady_clock::now();
    std::unique_ptr<Pipeline> made = TRY(makePipeline(m_device, m_cache.get(), variant));
    const auto taken = std::chrono::steady_clock::now() - begin;
    spdlog::debug("vulkan: compiled {} in {} us", made->name,
        std::chrono::duration_cast<std::chrono::microseconds>(taken).count());
    m_isChanged = true;
    return m_pipelines.emplace(std::move(key), std::move(made)).first->second.get();
}

void PipelineRegistry::saveCache()
{
    const std::lock_guard lock(m_mutex);
    if (!m_isChanged || !m_cache) {
        return;
    }
    const VolkDeviceTable& functions = m_device.functions();
    std::size_t size = 0;
    VkResult result =
        functions.vkGetPipelineCacheData(m_device.handle(), m_cache.get(), &size, nullptr);
    std::string payload(size, '\0');
    if (result == VK_SUCCESS) {
        result = functions.vkGetPipelineCacheData(
            m_device.handle(), m_cache.get(), &size, payload.data());
    }
    if (result != VK_SUCCESS) {
        spdlog::warn("vulkan: the driver gave no pipeline cache ({})", static_cast<int>(result));
        return;
    }
    payload.resize(size);
    if (const Result<void> saved = m_file->save(payload); !saved) {
        spdlog::warn("vulkan: the pipeline cache is not kept: {}", saved.error().message);
        return;
    }
    m_isChanged = false;
}

std::size_t PipelineRegistry::size() const
{
    const std::lock_guard lock(m_mutex);
    return m_pipelines.size();
}

} // namespace inference
