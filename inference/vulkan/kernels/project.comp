#version 460
// SPDX-License-Identifier: Apache-2.0
// A matrix product: outputs of each column from its input, stored in one of several ways.
#extension GL_GOOGLE_include_directive : require
#include "projection.glsl"
#include "exponential.glsl"

const uint store = 0; // both outputs of a pair as they are
const uint add = 1; // both added to what is there
const uint gate = 2; // silu(first) * second, one output a pair
const uint multiplyBySilu = 3; // both times silu of what is there
layout(constant_id = 5) const uint ending = store;

layout(set = 0, binding = 4, std430) buffer Outputs { float outputs[]; };

float silu(float x)
{
    return x / (1.0 + exponential(-x));
}

void finishPair(uint column, uint pair, vec2 value)
{
    const uint first = column * numbers.outputStride;
    if (ending == gate) {
        outputs[first + pair] = silu(value.x) * value.y;
        return;
    }
    [[unroll]] for (uint e = 0; e < 2; ++e) {
        const uint place = first + 2u * pair + e;
        if (ending == add) {
            value[e] += outputs[place];
        } else if (ending == multiplyBySilu) {
            value[e] *= silu(outputs[place]);
        }
        outputs[place] = value[e];
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
