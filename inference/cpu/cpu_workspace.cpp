// SPDX-License-Identifier: Apache-2.0
#include "inference/cpu/cpu_workspace.h"

#include <array>

namespace inference {

namespace {

/// The widths of residual, normed, query, key, value, attention, gate and up, padded.
std::array<std::int64_t, 8> strides(const LlamaParameters& parameters)
{
    const std::int64_t width = roundUp(parameters.width, columnPadding);
    const std::int64_t queries = roundUp(parameters.heads * parameters.headSize, columnPadding);
    const std::int64_t keys = roundUp(parameters.kvHeads * parameters.headSize, columnPadding);
    const std::int64_t feedForward = roundUp(parameters.feedForward, columnPadding);
    return {width, width, queries, keys, keys, queries, feedForward, feedForward};
}

core::Result<CpuWorkspace::Rows> rows(std::int64_t stride)
{
    CpuWorkspace::Rows result;
    result.buffer = TRY(AlignedBuffer<float>::create(
        stride * CpuWorkspace::chunkTokensMax, "the values between layers"));
    result.buffer.clear();
    result.stride = stride;
    return result;
}

} // namespace

core::Result<CpuWorkspace> CpuWorkspace::create(const LlamaParameters& parameters)
{
    const auto widths = strides(parameters);
    CpuWorkspace workspace;
    Rows* const all[]{&workspace.residual, &workspace.normed, &workspace.query, &workspace.key,
        &workspace.value, &workspace.attention, &workspace.gate, &workspace.up};
    for (std::size_t i = 0; i < widths.size(); ++i) {
        *all[i] = TRY(rows(widths[i]));
    }
    return workspace;
}

std::int64_t CpuWorkspace::sizeBytes(const LlamaParameters& parameters)
{
    std::int64_t bytes = 0;
    for (const std::int64_t stride : strides(parameters)) {
        bytes += stride * chunkTokensMax * static_cast<std::int64_t>(sizeof(float));
    }
    return bytes;
}

} // namespace inference
