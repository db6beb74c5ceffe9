#version 460
// SPDX-License-Identifier: Apache-2.0
// The rows of the embedding of each column's token, one block of 32 columns an invocation.
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_control_flow_attributes : require
#include "weights.glsl"
#define PASS_BINDING 1
#include "pass.glsl"

layout(local_size_x_id = 0) in;

layout(push_constant) uniform Numbers
{
    uint blocks; // of 32 columns in a row
    uint scaleWords; // where the scales of blocks begin in the weights, in words of 16 bytes
    uint superWords; // and those of 256 columns
    uint firstToken; // of these weights
    uint tokens; // in them
    uint outputStride; // from a column of the output to the next, in floats
} numbers;

WORDS(0, weights);
layout(set = 0, binding = 2, std430) writeonly buffer Outputs { float outputs[]; };

#ifdef SHAPE_LANES
// Groups of 64 rows: pair p of a group is rows 2 (p / 8) and 2 (p / 8) + 1 of lane p % 8.
void load(uint row, uint index, out Block block, out Scale scale)
{
    const uint group = row / 64u;
    const uint pair = row % 64u / 2u;
    const uint lane = pair % 8u;
    const uint r = pair / 8u * 2u + (row & 1u);
    const uint first = ((group * numbers.blocks + index) * 8u + r) * BLOCK_WORDS * 8u + lane;
    [[unroll]] for (uint word = 0; word < BLOCK_WORDS; ++word) {
        block.words[word] = LOAD_WORD(weights, first + word * 8u);
    }
    uint ofBlock = 0u;
    uint ofSuper = 0u;
#ifdef HAS_OFFSET
    const uint halves = LOAD_WORD(
        weights, numbers.scaleWords + (group * numbers.blocks + index) * 8u + lane)[r / 2u];
    ofBlock = (r & 1u) == 0u ? halves & 0xffffu : halves >> 16;
#endif
#ifdef SCALED_BY_SUPER_BLOCK
    const uint super = (group * (numbers.blocks / 8u) + index / 8u) * 2u + r / 4u;
    ofSuper = LOAD_WORD(weights, numbers.superWords + super * 8u + lane)[r & 3u];
#endif
    scale = unpackScale(ofBlock, ofSuper);
}
#else
void load(uint row, uint index, out Block block, out Scale scale)
{
    const uint place = row * numbers.blocks + index;
    [[unroll]] for (uint word = 0; word < BLOCK_WORDS; ++word) {
        block.words[word] = LOAD_WORD(weights, place * BLOCK_WORDS + word);
    }
    uint ofBlock = 0u;
    uint ofSuper = 0u;
#ifdef HAS_OFFSET
    const uint halves = LOAD_WORD(weights, numbers.scaleWords + place / 8u)[place / 2u & 3u];
    ofBlock = (place & 1u) == 0u ? halves & 0xffffu : halves >> 16;
#endif
#ifdef SCALED_BY_SUPER_BLOCK
    const uint super = row * (numbers.blocks / 8u) + index / 8u;
    ofSuper = LOAD_WORD(weights, numbers.superWords + super / 4u)[super & 3u];
#endif
    scale = unpackScale(ofBlock, ofSuper);
}
#endif

void main()
{
    const uint index = gl_GlobalInvocationID.x;
    const uint column = gl_WorkGroupID.y;
    const uint row = tokenOf(column) - numbers.firstToken;
    if (index >= numbers.blocks || row >= numbers.tokens) { // also when it is below firstToken
        return;
    }
    Block block;
    Scale scale;
    load(row, index, block, scale);
    const uint first = column * numbers.outputStride + index * 32u;
    [[unroll]] for (uint j = 0; j < 8; ++j) {
        const vec4 values = packedWeights(block, j) * packing(j);
        [[unroll]] for (uint e = 0; e < 4; ++e) {
            outputs[first + 4u * j + e] =
                addPart(0.0, scale, j / (8 / BLOCK_PARTS), values[e], 1.0);
        }
    }
}
