// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/backend/backend.h"
#include "inference/vulkan/model/device_model.h"
#include "inference/vulkan/model/vulkan_kv_cache.h"

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
    struct Column;
    VulkanModel(std::shared_ptr<const LlamaModel> model, VulkanModelOptions options);

    void attach(std::unique_ptr<DeviceModel> device);
    core::Result<void> recover(const core::Error& loss);
    core::Result<void> check(std::span<const Segment> segments) const;
    core::Result<void> compute(
        std::span<const Segment> segments, std::vector<float>& logits, const std::stop_token& stop);
    core::Result<void> computePass(
        std::span<const Column> columns, std::vector<float>& logits, const std::stop_token& stop);
    core::Result<void> writePass(std::span<const Column> columns);
    core::Result<void> computeLogits(std::span<const std::uint32_t> wanted,
        std::vector<float>& logits, const std::stop_token& stop);
    PagePool& pool(KvType type) { return *m_pools.at(static_cast<std::size_t>(type)); }

    const std::shared_ptr<const LlamaModel> m_model;
    const VulkanModelOptions m_options;
    std::array<std::shared_ptr<PagePool>, 2> m_pools; // by KvType
    std::unique_ptr<DeviceModel> m_device; // none after a loss that could not be mended
    core::Error m_problem; // why there is none
};

/// How many columns are computed at once; others are cut into these, or filled up. More columns
/// use each weight more often once it is read.
inline constexpr std::array<std::uint32_t, 7> columnClasses{1, 4, 8, 16, 32, 64, 128};

/// The class for the next of `columns` columns: the largest that they fill, or the next one when
/// they fill most of it.
std::uint32_t columnClassFor(std::size_t columns);

} // namespace inference
