// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/vulkan/model/activations.h"
#include "inference/vulkan/model/kernel_set.h"
#include "inference/vulkan/model/pass_buffer.h"
#include "inference/vulkan/model/pass_recorder.h"
#include "inference/vulkan/model/vulkan_weights.h"
#include "inference/vulkan/submitter.h"

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <tuple>

namespace inference {

/// Where a model runs and how.
struct VulkanModelOptions {
    std::shared_ptr<const VulkanInstance> instance;
    PhysicalDevice physical;
    std::shared_ptr<VulkanHealth> health; ///< of the physical device, for the whole process
    std::filesystem::path cacheDirectory = {}; ///< of pipelines; empty: none
    std::optional<ShapeKind> shape = {}; ///< another than the device's own, for tests
    std::optional<std::uint64_t> partBytesMax = {}; ///< a smaller one, for tests
};

/// A model on one opened device: its weights, its kernels, what it computes in, and the recordings
/// of passes. When the device is lost it is thrown away as a whole and made anew.
/// Thread rule: one owner.
class DeviceModel {
public:
    /// Uploads all weights, with progress in bytes of the file. Errors as VulkanDevice::create and
    /// VulkanWeights::upload; Unsupported for heads of an odd size.
    static core::Result<std::unique_ptr<DeviceModel>> create(const VulkanModelOptions& options,
        const LlamaModel& model, const core::ProgressSink& progress, const std::stop_token& stop);

    [[nodiscard]] VulkanDevice& device() { return *m_device; }
    [[nodiscard]] Submitter& submitter() { return *m_submitter; }
    [[nodiscard]] PassBuffer& pass() { return *m_pass; }
    [[nodiscard]] const KernelShape& shape() const { return m_kernels->shape(); }

    /// Runs the columns of the pass buffer through all layers; `columns` is a class, one of those
    /// of columnClasses.
    core::Result<void> runLayers(
        std::uint32_t columns, const PagePool& pool, KvType kvType, const std::stop_token& stop);

    /// Computes the logits of the columns in the list, at most Activations::logitColumnsMax.
    core::Result<void> runLogits(std::uint32_t columns, const std::stop_token& stop);

    /// What runLogits left for a column.
    [[nodiscard]] std::span<const float> logits(std::uint32_t column) const;

private:
    struct LayersRecording {
        std::uint64_t poolVersion = 0;
        Recording recording;
    };

    DeviceModel() = default;
    core::Result<void> open(const VulkanModelOptions& options, const LlamaModel& model,
        const core::ProgressSink& progress, const std::stop_token& stop);

    // In the order of their making; what stands later is destroyed first.
    std::unique_ptr<VulkanDevice> m_device;
    std::optional<Submitter> m_submitter;
    std::unique_ptr<PipelineRegistry> m_registry;
    std::optional<BufferArena> m_arena;
    VulkanWeights m_weights;
    Activations m_activations;
    std::optional<PassBuffer> m_pass;
    std::optional<KernelSet> m_kernels;
    std::optional<PassRecorder> m_recorder;
    std::map<std::pair<std::uint32_t, KvType>, LayersRecording> m_layers;
    std::map<std::uint32_t, Recording> m_logits;
    std::int64_t m_vocabulary = 0;
};

} // namespace inference
