// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "inference/gguf/gguf_limits.h"
#include "inference/gguf/tensor_info.h"
#include "inference/gguf/value.h"

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace inference {

/// Finds entries by std::string_view without making a string.
struct NameHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view name) const
    {
        return std::hash<std::string_view>{}(name);
    }
};
using NameIndex = std::unordered_map<std::string, std::size_t, NameHash, std::equal_to<>>;

/// Everything a GGUF file says before its weights.
struct GgufHeader {
    std::uint32_t version = 0;
    std::uint64_t alignment = limits::alignmentDefault;
    std::vector<MetadataEntry> metadata;
    NameIndex metadataIndex;
    std::vector<TensorInfo> tensors;
    NameIndex tensorIndex;
};

/// Reads and checks the header of a file whose bytes are given whole. Knows nothing of
/// architectures. Time and memory are bounded by the size of the bytes.
core::Result<GgufHeader> readGgufHeader(std::span<const std::uint8_t> bytes);

} // namespace inference
