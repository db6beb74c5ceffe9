// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/model_provider.h"
#include "inference/vulkan/buffer_arena.h"
#include "inference/vulkan/model/packed_matrix.h"
#include "inference/vulkan/model/weight_packing.h"
#include "inference/vulkan/transfer.h"

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

namespace inference {

/// The most bytes of weights that kernels of a device bind at once: below what a storage buffer
/// and a texel buffer may hold.
std::uint64_t matrixPartBytesMax(const DeviceCapabilities& device);

/// Brings weights from the mapped file to a device, repacked. Reports progress in bytes of the
/// file.
/// Thread rule: one owner.
class WeightUploader {
public:
    /// `partBytesMax` is at most matrixPartBytesMax().
    WeightUploader(VulkanDevice& device, BufferArena& arena, std::uint64_t partBytesMax,
        std::int64_t totalBytes, const core::ProgressSink& progress, std::stop_token stop);

    /// LimitReached when not even 64 rows fit a part; Cancelled after a stop.
    core::Result<PackedMatrix> upload(const WeightPacking& packing);

    /// Floats, filled up with zeros to `size`.
    core::Result<BufferSlice> uploadFloats(std::span<const float> values, std::int64_t size);

private:
    using Pack = void (WeightPacking::*)(std::int64_t, std::span<std::byte>) const;

    core::Result<MatrixPart> uploadPart(
        const WeightPacking& packing, std::int64_t firstRow, std::int64_t groups);
    core::Result<void> uploadPlane(const WeightPacking& packing, Pack pack, std::int64_t groupBytes,
        std::int64_t firstRow, const BufferSlice& to);
    void report(std::int64_t bytes);

    VulkanDevice& m_device;
    BufferArena& m_arena;
    Transfer m_transfer;
    const std::uint64_t m_partBytesMax;
    core::WorkProgress m_state;
    const core::ProgressSink& m_progress;
    const std::stop_token m_stop;
};

} // namespace inference
