// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/gguf/tensor_info.h"

#include <array>
#include <cstdint>

namespace inference {

/// 32 columns of a row, as WeightPacking lays them out.
struct PackedBlock {
    std::array<std::uint32_t, 32> numbers{}; ///< the first 4 * words are used
    std::uint16_t scale = 0;
};

/// Words of 16 bytes that the numbers of a block take; 0 for a type that cannot be packed.
std::int64_t packedWords(TensorType type);
bool hasPackedScales(TensorType type);
bool hasPackedSupers(TensorType type);

/// Block `index` of a row of `columns` values as the file has it. Columns behind the last are
/// zeros (only F32, F16 and BF16 have rows that end inside a block).
PackedBlock readPackedBlock(
    TensorType type, const std::uint8_t* row, std::int64_t index, std::int64_t columns);

/// The 32 bits of super block `index` (256 columns).
std::uint32_t readPackedSuper(TensorType type, const std::uint8_t* row, std::int64_t index);

} // namespace inference
