// SPDX-License-Identifier: Apache-2.0
// Sums and maxima over the lanes of a subgroup that differ in the bits below `lanes`, a power of
// two; all of them get the result. Always in one order, which the built-in reductions do not
// promise; and not as loops, since the compiler of software devices keeps loops with shuffles.
#ifndef LANES_GLSL
#define LANES_GLSL

#extension GL_KHR_shader_subgroup_shuffle : require

/// Their sum.
float sumOfLanes(float value, uint lanes)
{
    value += subgroupShuffleXor(value, 1u);
    if (lanes > 2u) {
        value += subgroupShuffleXor(value, 2u);
    }
    if (lanes > 4u) {
        value += subgroupShuffleXor(value, 4u);
    }
    if (lanes > 8u) {
        value += subgroupShuffleXor(value, 8u);
    }
    if (lanes > 16u) {
        value += subgroupShuffleXor(value, 16u);
    }
    if (lanes > 32u) {
        value += subgroupShuffleXor(value, 32u);
    }
    if (lanes > 64u) {
        value += subgroupShuffleXor(value, 64u);
    }
    return value;
}

/// The greatest of them.
float greatestOfLanes(float value, uint lanes)
{
    value = max(value, subgroupShuffleXor(value, 1u));
    if (lanes > 2u) {
        value = max(value, subgroupShuffleXor(value, 2u));
    }
    if (lanes > 4u) {
        value = max(value, subgroupShuffleXor(value, 4u));
    }
    if (lanes > 8u) {
        value = max(value, subgroupShuffleXor(value, 8u));
    }
    if (lanes > 16u) {
        value = max(value, subgroupShuffleXor(value, 16u));
    }
    if (lanes > 32u) {
        value = max(value, subgroupShuffleXor(value, 32u));
    }
    if (lanes > 64u) {
        value = max(value, subgroupShuffleXor(value, 64u));
    }
    return value;
}

#endif
