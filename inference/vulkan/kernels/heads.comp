#version 460
// SPDX-License-Identifier: Apache-2.0
// Queries, keys and values of each column: products with bias, rotated, queries stored for
// attend.comp, keys and values in their place in the pages. Each pair of outputs is a pair of
// dimensions that turn together (llama: 2 i and 2 i + 1), and never parted between lanes.
#extension GL_GOOGLE_include_directive : require
#include "projection.glsl"
#include "pages.glsl"

layout(constant_id = 5) const uint headPairs = 32; // half the size of a head
layout(constant_id = 6) const uint rotatedPairs = 32; // of them turn
layout(constant_id = 7) const uint queryHeads = 8;
layout(constant_id = 8) const uint keyHeads = 8;
layout(constant_id = 9) const bool keysAreF32 = false;
layout(constant_id = 10) const bool hasBias = false;

layout(set = 0, binding = 4, std430) readonly buffer Biases { float biases[]; };
layout(set = 0, binding = 5, std430) writeonly buffer Queries { float queries[]; };
layout(set = 0, binding = 6, std430) writeonly buffer Keys { uint keys[]; };
layout(set = 0, binding = 7, std430) writeonly buffer Values { uint values[]; };

/// The nearest half, even on ties, as its bits: rounding of the built-in function is not said.
uint halfBits(float value)
{
    const uint sign = (floatBitsToUint(value) >> 16) & 0x8000u;
    const float size = abs(value);
    if (!(size < 65520.0)) {
        return sign | 0x7c00u;
    }
    if (size < 6.103515625e-05) { // below the normal ones, whose steps are those of 0.5 in F32
        return sign | (floatBitsToUint(size + 0.5) - 0x3f000000u);
    }
    const uint bits = floatBitsToUint(size);
    return sign | ((bits + 0xfffu + ((bits >> 13) & 1u) - 0x38000000u) >> 13);
}

vec2 rotate(vec2 value, vec2 rotation)
{
    return vec2(fma(value.x, rotation.x, -(value.y * rotation.y)),
        fma(value.x, rotation.y, value.y * rotation.x));
}

void writeQuery(uint column, uint head, uint pair, vec2 value)
{
    const uint stride = roundUpTo(2u * headPairs, 8u);
    const uint at = (column * queryHeads + head) * stride + 2u * pair;
    queries[at] = value.x;
    queries[at + 1u] = value.y;
}

/// A pair in a page: `keys` transposed by units of 16 bytes, values position by position.
void writePair(bool isKey, uint column, uint head, uint pair, vec2 value)
{
    const uint page = pageOf(column);
    if (page == noPage) {
        return;
    }
    const uint pairsOfUnit = keysAreF32 ? 2u : 4u;
    const uint units = unitsOfHead(2u * headPairs, keysAreF32);
    const uint slot = positionOf(column) % pagePositions;
    const uint unit = isKey ? keyUnit(page, keyHeads, head, units, pair / pairsOfUnit, slot)
                            : valueUnit(page, keyHeads, head, units, slot, pair / pairsOfUnit);
    const uint words[2] = uint[2](
        keysAreF32 ? floatBitsToUint(value.x) : halfBits(value.x) | (halfBits(value.y) << 16),
        floatBitsToUint(value.y));
    const uint count = keysAreF32 ? 2u : 1u;
    [[unroll]] for (uint i = 0; i < count; ++i) {
        const uint at = 4u * unit + pair % pairsOfUnit * count + i;
        if (isKey) {
            keys[at] = words[i];
        } else {
            values[at] = words[i];
        }
    }
}

void finishPair(uint column, uint pair, vec2 value)
{
    if (hasBias) {
        value += vec2(biases[2u * pair], biases[2u * pair + 1u]);
    }
    const uint head = pair / headPairs;
    const uint place = pair % headPairs;
    const bool isValue = head >= queryHeads + keyHeads;
    if (!isValue && place < rotatedPairs) {
        value = rotate(value, rotationOf(column, place, rotatedPairs));
    }
    if (head < queryHeads) {
        writeQuery(column, head, place, value);
    } else if (!isValue) {
        writePair(true, column, head - queryHeads, place, value);
    } else {
        writePair(false, column, head - queryHeads - keyHeads, place, value);
    }
}

void main()
{
    if (!hasWork()) {
        return;
    }
    computeProducts();
    [[unroll]] for (uint c = 0; c < columnsEach; ++c) {
        [[unroll]] for (uint r = 0; r < rowsEach; r += 2u) {
            if (writesPair(c, r)) {
                finishPair(firstColumn() + c, numbers.firstPair + pairOf(r),
                    vec2(results[c * rowsEach + r], results[c * rowsEach + r + 1u]));
            }
        }
    }
}
