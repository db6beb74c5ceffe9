// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/backend/backend.h"
#include "inference/vulkan/model/device_model.h"
#include "inference/vulkan/model/pass_columns.h"

#include <array>
#include <memory>
#include <vector>

namespace inference {

/// A model on a Vulkan device. Tokens of all segments become the columns of passes; every number
/// of columns computes the same bits. When the device is lost, forward() makes it anew from the
/// mapped file and gives the error DeviceLost all the same: the model can go on, but all its
/// caches are empty. When it cannot be made anew, the error is that of the new try.
/// Thread rule: as LoadedModel.
class VulkanModel final : public LoadedModel {
public:
    static core::Result<std::unique_ptr<LoadedModel>> create(
        std::shared_ptr<const LlamaModel> model, VulkanModelOptions options,
        const core::ProgressSink& progress, const std::stop_token& stop);
    ~VulkanModel() override;

    [[nodiscard]] const LlamaModel& model() const override { return *m_model; }
    [[nodiscard]] std::string numericsId() const override;
    core::Result<std::unique_ptr<KvCache>> createCache(std::int64_t capacity, KvType type) override;
    core::Result<void> forward(std::span<const Segment> segments, std::vector<float>& logits,
        std::stop_token stop) override;

private:
    VulkanModel(std::shared_ptr<const LlamaModel> model, VulkanModelOptions options);

    void attach(std::unique_ptr<DeviceModel> device);
    core::Result<void> makeDevice();
    core::Result<void> recover(const core::Error& loss);
    core::Result<void> compute(
        std::span<const Segment> segments, std::vector<float>& logits, const std::stop_token& stop);
    core::Result<void> computePass(std::span<const SegmentColumn> columns,
        std::vector<float>& logits, const std::stop_token& stop);
    core::Result<void> writePass(std::span<const SegmentColumn> columns);
    core::Result<void> computeLogits(std::span<const std::uint32_t> wanted,
        std::vector<float>& logits, const std::stop_token& stop);
    PagePool& pool(KvType type) { return *m_pools.at(static_cast<std::size_t>(type)); }

    const std::shared_ptr<const LlamaModel> m_model;
    const VulkanModelOptions m_options;
    std::array<std::shared_ptr<PagePool>, 2> m_pools; // by KvType
    std::unique_ptr<DeviceModel> m_device; // none after a loss that could not be mended
};

} // namespace inference
