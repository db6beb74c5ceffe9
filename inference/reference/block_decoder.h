// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/gguf/tensor_info.h"

#include <cstdint>
#include <span>

namespace inference {

/// How one block of a quantised format is written, and what its values are. Layouts and formulas
/// are those of ggml: the structs of ggml-common.h, the dequantize functions of ggml-quants.c.
/// Scales are halves; all bytes little-endian; nibble: four bits.
///
/// Q8_0, 32 values: scale d, 32 signed bytes q. value = d q.
/// Q4_0, 32 values: scale d, 16 bytes; byte i has q of value i low and of value 16 + i high.
///     value = d (q - 8).
/// Q4_K, 256 values in 8 parts of 32: d, m, 12 bytes of scales, 128 bytes of nibbles; byte i of 32
///     in the run of a pair of parts has q of value i of the first low, of the second high.
///     value = d s q - m t, with the part's six-bit numbers s and t.
/// Q5_K: as Q4_K, and between scales and nibbles 32 bytes with the fifth bits: bit p of byte i is
///     that of value i in part p.
/// Q6_K, 256 values in 16 parts of 16, halves of 128: 128 bytes of nibbles, 64 bytes of upper pairs
///     of bits, 16 signed scales s, d. In half h: value i, 32 + i, 64 + i and 96 + i (i < 32) take
///     the low nibbles of bytes i and 32 + i, then the high ones, and pair 0 to 3 of byte i.
///     value = d s (q - 32).
/// The twelve bytes of Q4_K and Q5_K hold s of parts 0 to 3, then t of parts 0 to 3, in their lower
/// six bits; s and t of part 4 + i take the nibbles of byte 8 + i (s low) and above them the upper
/// two bits of bytes i and 4 + i.
using BlockDecoder = void (*)(const std::uint8_t* block, std::span<double> values);

/// Writes all values of one block as exact doubles; nothing for a type that is not quantised or
/// not known to this version.
BlockDecoder blockDecoder(TensorType type);

} // namespace inference
