// SPDX-License-Identifier: Apache-2.0
#version 450
// Works for a time that grows with `rounds`, and counts its runs in state[0].
layout(local_size_x = 1) in;

layout(std430, binding = 0) buffer State { uint state[]; };
layout(push_constant) uniform Push { uint rounds; }
push;

void main()
{
    uint value = state[1];
    for (uint i = 0; i < push.rounds; ++i) {
        value = value * 1664525u + 1013904223u;
    }
    state[1] = value;
    state[0] += 1u;
}
