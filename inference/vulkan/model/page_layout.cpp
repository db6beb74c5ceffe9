// SPDX-License-Identifier: Apache-2.0
#include "inference/vulkan/model/page_layout.h"

namespace inference {

namespace {

constexpr std::int64_t unitBytes = 16;

} // namespace

PageLayout PageLayout::of(const LlamaParameters& parameters, KvType type)
{
    const std::int64_t dimensions = type == KvType::F32 ? 4 : 8; // of a unit
    const std::int64_t units = (parameters.headSize + dimensions - 1) / dimensions;
    return {.layers = parameters.layers,
        .bytesEach = parameters.kvHeads * units * pagePositions * unitBytes};
}

} // namespace inference
