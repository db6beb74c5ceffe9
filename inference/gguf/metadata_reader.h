// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "inference/gguf/byte_cursor.h"
#include "inference/gguf/gguf_header.h"

namespace inference {

/// The least a key-value pair takes: a length, one byte of key, a type, one byte of value.
constexpr std::uint64_t metadataEntryBytesMin = 8 + 1 + 4 + 1;

/// Reads `count` key-value pairs into the header. Errors: E_KEY (empty, too long, characters,
/// duplicate), E_VALUE_TYPE, E_BOOL, E_ARRAY (nested), E_LENGTH, E_COUNT, E_TRUNCATED, E_BUDGET.
core::Result<void> readMetadata(ByteCursor& cursor, std::uint64_t count, GgufHeader& header);

} // namespace inference
