// SPDX-License-Identifier: Apache-2.0
// What kernels that multiply weights with columns of activations have in common: the numbers, the
// bindings 0 to 2, and computeProducts() in one of two shapes.
#ifndef PROJECTION_GLSL
#define PROJECTION_GLSL

#extension GL_EXT_control_flow_attributes : require
#extension GL_KHR_shader_subgroup_basic : require
#extension GL_KHR_shader_subgroup_shuffle : require

#include "lanes.glsl"
#include "weights.glsl"

layout(local_size_x_id = 0) in;
layout(constant_id = 1) const uint subgroupLanes = 8;
layout(constant_id = 2) const uint rowsEach = 4; // rows of a lane, or of a subgroup: even
layout(constant_id = 3) const uint columnsEach = 1; // columns of a lane or subgroup
layout(constant_id = 4) const bool normsInput = false; // root mean square norm of the input

layout(push_constant) uniform Numbers
{
    uint blocks; // of 32 columns in a row of weights
    uint scaleWords; // where the scales of blocks begin in the weights, in words of 16 bytes
    uint superWords; // and those of 256 columns
    uint firstPair; // of the outputs that these weights give
    uint pairs; // that they give
    uint inputWords; // from a column of the input to the next
    uint outputStride; // from a column of the output to the next, in floats
    uint inputIsListed; // 1: the input's columns are those of the list
    float inputWidth; // that the norm divides by
    float epsilon;
} numbers;

WORDS(0, weights);
WORDS(1, inputs);
WORDS(2, gains); // of the norm
#define PASS_BINDING 3
#include "pass.glsl"

/// What computeProducts() leaves: for a column c and row r at [c * rowsEach + r].
float results[rowsEach * columnsEach];

uint firstColumn()
{
    return gl_WorkGroupID.y * columnsEach;
}

/// Where a column of the input begins, in words.
uint inputWord(uint column)
{
    const uint place = numbers.inputIsListed != 0u ? listedColumn(column) : column;
    return place * numbers.inputWords;
}

/// The factor of the norm, from the sum of squares.
float normFactor(float squares)
{
    return 1.0 / sqrt(squares / numbers.inputWidth + numbers.epsilon);
}

#ifdef SHAPE_LANES
#include "lane_products.glsl"
#else
#include "subgroup_products.glsl"
#endif

#endif
