// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "inference/gguf/byte_cursor.h"
#include "inference/gguf/gguf_header.h"

namespace inference {

/// The least a tensor description takes: length and one byte of name, the number of dimensions,
/// one dimension, type and offset.
constexpr std::uint64_t tensorInfoBytesMin = 8 + 1 + 4 + 8 + 4 + 8;

/// Reads `count` tensor descriptions into the header; offsets are still relative to the data.
/// Errors: E_NAME, E_DIMS, E_TENSOR_TYPE, E_BLOCK, E_SIZE, E_OFFSET (align), E_TRUNCATED.
core::Result<void> readTensors(ByteCursor& cursor, std::uint64_t count, GgufHeader& header);

/// Turns relative offsets into offsets from the start of the file and proves that each tensor lies
/// inside the `fileBytes` and none overlaps another. Gaps and any order are accepted.
/// Errors: E_OFFSET (range, overlap), E_TRUNCATED.
core::Result<void> placeTensors(
    GgufHeader& header, std::uint64_t headerEnd, std::uint64_t fileBytes);

} // namespace inference
