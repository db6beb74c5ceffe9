#version 460
// SPDX-License-Identifier: Apache-2.0
// Attention of one column and some heads that share keys. Blocks of as many positions as a subgroup
// has lanes are taken in the order of positions, each with its softmax relative to the greatest
// score so far (Milakov and Gimelshein, "Online normalizer calculation for softmax", 2018). The
// subgroups of a group take blocks in turn and are joined in their order, so that the bits depend
// on the position and the history alone.
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_control_flow_attributes : require
#extension GL_KHR_shader_subgroup_basic : require
#extension GL_KHR_shader_subgroup_shuffle : require
#include "memory.glsl"
#include "exponential.glsl"
#include "lanes.glsl"
#include "pages.glsl"
#define PASS_BINDING 3
#include "pass.glsl"

layout(local_size_x_id = 0) in;
layout(constant_id = 1) const uint subgroupLanes = 8;
layout(constant_id = 2) const uint subgroups = 1;
layout(constant_id = 3) const uint headSize = 64;
layout(constant_id = 4) const uint keyHeads = 8;
layout(constant_id = 5) const uint headsOfKey = 1; // heads that share keys
layout(constant_id = 6) const uint headsEach = 1; // of them in one workgroup; divides headsOfKey
layout(constant_id = 7) const bool keysAreF32 = false;
layout(constant_id = 8) const uint rotatedPairs = 32;

layout(push_constant) uniform Numbers
{
    uint outputStride; // from a column of the output to the next, in floats
    float scoreScale;
} numbers;

WORDS(0, queries);
WORDS(1, keys);
WORDS(2, values);
layout(set = 0, binding = 4, std430) writeonly buffer Outputs { float outputs[]; };

#include "attention.glsl"

void writeOutput(uint column)
{
    [[unroll]] for (uint h = 0; h < headsEach; ++h) {
        const uint first = column * numbers.outputStride + (firstHead() + h) * headSize;
        [[unroll]] for (uint i = 0; i < unitsEach; ++i) {
            const uint unit = gl_SubgroupInvocationID + subgroupLanes * i;
            [[unroll]] for (uint d = 0; d < unitSize; ++d) {
                if (unit * unitSize + d < headSize) {
                    outputs[first + unit * unitSize + d] =
                        sums[h * sumsEach + i * unitSize + d] / weightSums[h];
                }
            }
        }
    }
}

void main()
{
    const uint column = gl_WorkGroupID.y;
    if (pageOf(column) == noPage) {
        return;
    }
    const uint last = positionOf(column);
    begin(column);
    for (uint block = gl_SubgroupID; block * subgroupLanes <= last; block += subgroups) {
        takeBlock(block, column, last);
    }
    if (subgroups > 1) {
        leavePartial();
        barrier();
        if (gl_SubgroupID == 0u) {
            joinPartials();
        }
    }
    if (gl_SubgroupID == 0u) {
        writeOutput(column);
    }
}
