// SPDX-License-Identifier: Apache-2.0
// What the host says about the columns of a pass; inference/vulkan/model/pass_buffer.h writes it.
#ifndef PASS_GLSL
#define PASS_GLSL

layout(set = 0, binding = PASS_BINDING, std430) readonly buffer Pass { uint pass[]; };

const uint passColumns = 128;
const uint passColumnsAt = passColumns;
const uint passRotationsAt = 5 * passColumns;
const uint noPage = 0xffffffffu;

/// The columns whose logits are wanted.
uint listedColumn(uint index)
{
    return pass[index];
}
uint tokenOf(uint column)
{
    return pass[passColumnsAt + 4u * column];
}
uint positionOf(uint column)
{
    return pass[passColumnsAt + 4u * column + 1u];
}
/// The page that the column's keys and values go to; noPage for a column that only fills up.
uint pageOf(uint column)
{
    return pass[passColumnsAt + 4u * column + 2u];
}
/// Where the pages of the column's sequence are listed, behind the rotations.
uint tableOf(uint column)
{
    return pass[passColumnsAt + 4u * column + 3u];
}
/// Cosine and sine for a pair of dimensions.
vec2 rotationOf(uint column, uint pair, uint pairs)
{
    const uint at = passRotationsAt + 2u * (column * pairs + pair);
    return vec2(uintBitsToFloat(pass[at]), uintBitsToFloat(pass[at + 1u]));
}
uint listedPage(uint table, uint index, uint pairs)
{
    return pass[passRotationsAt + 2u * passColumns * pairs + table + index];
}

#endif
