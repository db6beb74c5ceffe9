// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/vulkan/pipeline.h"
#include "inference/vulkan/pipeline_cache_file.h"

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <tuple>

namespace inference {

/// All pipelines of a device, made on first use. With a cache file they are made faster by the next
/// process; a cache that cannot be read or written is said in the log and changes nothing else.
/// Thread rule: any thread.
class PipelineRegistry {
public:
    /// `cacheDirectory` empty: no cache. Usually core::cachePlace() / "pipelines".
    PipelineRegistry(VulkanDevice& device, const std::filesystem::path& cacheDirectory);
    ~PipelineRegistry();
    PipelineRegistry(const PipelineRegistry&) = delete;
    PipelineRegistry& operator=(const PipelineRegistry&) = delete;

    /// The pipeline of a variant, made when it is wanted for the first time. Errors: makePipeline.
    core::Result<const Pipeline*> get(const KernelVariant& variant);

    /// Writes the cache file if pipelines were made since. Best after a model is loaded.
    void saveCache();

    [[nodiscard]] std::size_t size() const;
    /// Bytes that came from the cache file; 0 when it was not there or not good.
    [[nodiscard]] std::size_t cacheBytesLoaded() const { return m_cacheBytesLoaded; }

private:
    using Key = std::tuple<const Kernel*, std::vector<std::uint32_t>, std::uint32_t>;

    void openCache();

    VulkanDevice& m_device;
    std::unique_ptr<PipelineCacheFile> m_file;
    UniqueHandle<VkPipelineCache> m_cache;
    std::size_t m_cacheBytesLoaded = 0;
    mutable std::mutex m_mutex;
    std::map<Key, std::unique_ptr<Pipeline>> m_pipelines; // guarded by m_mutex
    bool m_isChanged = false; // guarded by m_mutex
};

} // namespace inference
