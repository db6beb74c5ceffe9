// SPDX-License-Identifier: Apache-2.0
#include "inference/vulkan/model/weight_uploader.h"

#include "inference/vulkan/pipeline.h"

#include <fmt/format.h>

#include <algorithm>

namespace inference {

using core::ErrorCode;
using core::fail;
using core::Result;

namespace {

/// The fewest rows that a workgroup computes: with more of them in a part, there are more
/// workgroups than one dispatch may have.
constexpr std::int64_t rowsOfGroupMin = 4;

} // namespace

std::uint64_t matrixPartBytesMax(const DeviceCapabilities& device)
{
    return std::min(device.storageBufferBytesMax, std::uint64_t{device.texelsMax} * texelBytes);
}

WeightUploader::WeightUploader(VulkanDevice& device, BufferArena& arena, std::uint64_t partBytesMax,
    std::int64_t totalBytes, const core::ProgressSink& progress, std::stop_token stop)
    : m_device(device)
    , m_arena(arena)
    , m_transfer(device)
    , m_partBytesMax(partBytesMax)
    , m_state{.phase = "loading", .done = 0, .total = totalBytes}
    , m_progress(progress)
    , m_stop(std::move(stop))
{
}

void WeightUploader::report(std::int64_t bytes)
{
    m_state.done += bytes;
    if (m_progress) {
        m_progress(m_state);
    }
}

Result<PackedMatrix> WeightUploader::upload(const WeightPacking& packing)
{
    const std::int64_t groups = (packing.rows() + groupRows - 1) / groupRows;
    const auto fitting = static_cast<std::int64_t>(
        m_partBytesMax / static_cast<std::uint64_t>(packing.groupBytes()));
    const std::int64_t countable =
        std::int64_t{m_device.can().groupCountMax[0]} * rowsOfGroupMin / groupRows;
    const std::int64_t groupsMax = std::min(fitting, countable);
    if (groupsMax < 1) {
        return fail(ErrorCode::LimitReached,
            fmt::format("64 rows of a weight matrix take {} bytes on the device; {} allows {}. "
                        "Use the device 'cpu'.",
                packing.groupBytes(), m_device.can().name, m_partBytesMax));
    }
    PackedMatrix matrix{
        .type = packing.type(), .rows = packing.rows(), .blocks = packing.blocks(), .parts = {}};
    for (std::int64_t group = 0; group < groups; group += groupsMax) {
        const std::int64_t count = std::min(groupsMax, groups - group);
        matrix.parts.push_back(TRY(uploadPart(packing, group * groupRows, count)));
    }
    return matrix;
}

Result<MatrixPart> WeightUploader::uploadPart(
    const WeightPacking& packing, std::int64_t firstRow, std::int64_t groups)
{
    const auto numbers = static_cast<std::uint64_t>(groups * packing.numberBytes());
    const auto scales = static_cast<std::uint64_t>(groups * packing.scaleBytes());
    const auto supers = static_cast<std::uint64_t>(groups * packing.superBytes());
    const BufferSlice all = TRY(m_arena.take(numbers + scales + supers));
    TRY(uploadPlane(packing, &WeightPacking::packNumbers, packing.numberBytes(), firstRow,
        all.part(0, numbers)));
    if (scales > 0) {
        TRY(uploadPlane(packing, &WeightPacking::packScales, packing.scaleBytes(), firstRow,
            all.part(numbers, scales)));
    }
    if (supers > 0) {
        TRY(uploadPlane(packing, &WeightPacking::packSupers, packing.superBytes(), firstRow,
            all.part(numbers + scales, supers)));
    }
    const std::int64_t rows = std::min(groups * groupRows, packing.rows() - firstRow);
    const WeightView row{.type = packing.type(), .rows = 1, .columns = packing.columns()};
    report(rows * row.rowBytes());
    return MatrixPart{.firstRow = firstRow,
        .rows = groups * groupRows,
        .weights = all,
        .scaleWords = static_cast<std::uint32_t>(numbers / texelBytes),
        .superWords = static_cast<std::uint32_t>((numbers + scales) / texelBytes)};
}

/// Packs in ordinary memory first: the device's may be slow to write out of order.
Result<void> WeightUploader::uploadPlane(const WeightPacking& packing, Pack pack,
    std::int64_t groupBytes, std::int64_t firstRow, const BufferSlice& to)
{
    std::vector<std::byte> packed(static_cast<std::size_t>(groupBytes));
    const auto produce = [&](std::span<std::byte> out, std::uint64_t offset) {
        std::int64_t row = firstRow + static_cast<std::int64_t>(offset) / groupBytes * groupRows;
        for (std::size_t at = 0; at < out.size(); at += packed.size(), row += groupRows) {
            std::fill(packed.begin(), packed.end(), std::byte{0});
            (packing.*pack)(row, packed);
            std::copy(packed.begin(), packed.end(), out.begin() + static_cast<std::ptrdiff_t>(at));
        }
    };
    return m_transfer.produce(to, packed.size(), produce, m_stop);
}

Result<BufferSlice> WeightUploader::uploadFloats(std::span<const float> values, std::int64_t size)
{
    std::vector<float> padded(values.begin(), values.end());
    padded.resize(static_cast<std::size_t>(size), 0.0F);
    const BufferSlice slice = TRY(m_arena.take(padded.size() * sizeof(float)));
    TRY(m_transfer.write(slice, std::as_bytes(std::span(padded)), m_stop));
    return slice;
}

} // namespace inference
