// SPDX-License-Identifier: Apache-2.0
// Weight formats, after repacking (inference/vulkan/model/weight_packing.h has the layouts).
// A block is 32 columns of one row, BLOCK_WORDS words of 16 bytes. packedWeights() gives four of
// its columns as floats that are exact, but times a power of two where that saves a shift; the
// power of four columns is 1 / packing(), which the activations are multiplied with before.
//     weight = scale * packed * packing - offset
// with a scale and an offset for each of the BLOCK_PARTS parts of a block.
#ifndef WEIGHTS_GLSL
#define WEIGHTS_GLSL

#include "memory.glsl"

#define FORMAT_F32 0
#define FORMAT_F16 1
#define FORMAT_BF16 30
#define FORMAT_Q4_0 2
#define FORMAT_Q8_0 8
#define FORMAT_Q4_K 12
#define FORMAT_Q5_K 13
#define FORMAT_Q6_K 14

#if WEIGHT_FORMAT == FORMAT_F32
#define BLOCK_WORDS 8
#elif WEIGHT_FORMAT == FORMAT_F16 || WEIGHT_FORMAT == FORMAT_BF16
#define BLOCK_WORDS 4
#elif WEIGHT_FORMAT == FORMAT_Q8_0 || WEIGHT_FORMAT == FORMAT_Q5_K || WEIGHT_FORMAT == FORMAT_Q6_K
#define BLOCK_WORDS 2
#define BLOCK_BYTES
#else
#define BLOCK_WORDS 1
#define BLOCK_NIBBLES
#endif

#if WEIGHT_FORMAT == FORMAT_Q6_K
#define BLOCK_PARTS 2
#else
#define BLOCK_PARTS 1
#endif

#if WEIGHT_FORMAT == FORMAT_Q4_0 || WEIGHT_FORMAT == FORMAT_Q8_0
#define SCALED_BY_BLOCK
#elif BLOCK_WORDS <= 2
#define SCALED_BY_SUPER_BLOCK
#endif

// What a stored number stands above the weight's own.
#if WEIGHT_FORMAT == FORMAT_Q8_0
#define BIAS 128.0
#elif WEIGHT_FORMAT == FORMAT_Q4_0
#define BIAS 8.0
#elif WEIGHT_FORMAT == FORMAT_Q6_K
#define BIAS 32.0
#endif

// Whether the sums of activations are needed.
#if BLOCK_WORDS <= 2
#define HAS_OFFSET
#endif

struct Block {
    uvec4 words[BLOCK_WORDS];
};

struct Scale {
    float first; // of the block, or of its first part
    float second; // of the second part, or what the offset is
};

/// The powers of two of columns 4j to 4j + 3.
vec4 packing(uint j)
{
#if defined(BLOCK_NIBBLES)
    return (j & 1u) == 0u ? vec4(1.0, 0.0625, 0.00390625, 0.000244140625)
                          : vec4(1.52587890625e-05, 9.5367431640625e-07, 5.9604644775390625e-08, 1.0);
#elif defined(BLOCK_BYTES)
    return vec4(1.0, 0.00390625, 1.52587890625e-05, 1.0);
#else
    return vec4(1.0);
#endif
}

/// Columns 4j to 4j + 3.
vec4 packedWeights(Block block, uint j)
{
#if WEIGHT_FORMAT == FORMAT_F32
    return uintBitsToFloat(block.words[j]);
#elif WEIGHT_FORMAT == FORMAT_F16
    const uvec4 word = block.words[j / 2u];
    const uvec2 halves = (j & 1u) == 0u ? word.xy : word.zw;
    return vec4(unpackHalf2x16(halves.x), unpackHalf2x16(halves.y));
#elif WEIGHT_FORMAT == FORMAT_BF16
    const uvec4 word = block.words[j / 2u];
    const uvec2 halves = (j & 1u) == 0u ? word.xy : word.zw;
    return uintBitsToFloat(uvec4(halves.x << 16, halves.x & 0xffff0000u, halves.y << 16,
        halves.y & 0xffff0000u));
#elif defined(BLOCK_BYTES)
    const uint word = block.words[j / 4u][j & 3u];
    return vec4(ivec4(word & 0xffu, word & 0xff00u, word & 0xff0000u, word >> 24));
#else
    const uint word = block.words[0][j / 2u];
    return (j & 1u) == 0u
        ? vec4(ivec4(word & 0xfu, word & 0xf0u, word & 0xf00u, word & 0xf000u))
        : vec4(ivec4(word & 0xf0000u, word & 0xf00000u, word & 0xf000000u, word >> 28));
#endif
}

/// A row's numbers in a block as they lie: 16 bits for the block, 32 for the 256 columns it is in.
Scale unpackScale(uint ofBlock, uint ofSuperBlock)
{
#if defined(SCALED_BY_BLOCK)
    return Scale(unpackHalf2x16(ofBlock).x, 0.0);
#elif WEIGHT_FORMAT == FORMAT_Q6_K
    const float scale = unpackHalf2x16(ofSuperBlock).x;
    return Scale(scale * float(int(ofBlock << 24) >> 24), scale * float(int(ofBlock << 16) >> 24));
#elif defined(SCALED_BY_SUPER_BLOCK)
    const vec2 scale = unpackHalf2x16(ofSuperBlock);
    return Scale(scale.x * float(int(ofBlock & 0xffu)), scale.y * float(int((ofBlock >> 8) & 0xffu)));
#else
    return Scale(1.0, 0.0);
#endif
}

/// A row's sum with one more part of a block: `part` of it, the products of packed weights and
/// activations, and the sum of the activations. The only place where the order of these steps
/// stands: every kernel shape and number of columns must give the same bits.
float addPart(float sum, Scale scale, uint part, float products, float activations)
{
#if !defined(HAS_OFFSET)
    return sum + products;
#elif defined(BIAS)
    return fma(part == 0u ? scale.first : scale.second, fma(-BIAS, activations, products), sum);
#else
    return fma(-scale.second, activations, fma(scale.first, products, sum));
#endif
}

#endif
