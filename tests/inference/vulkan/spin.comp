// SPDX-License-Identifier: Apache-2.0
#version 450
// Works for a time that grows with `rounds` and the number of workgroups, and counts its runs in
// state[0] and the iterations of its loop in state[1].
layout(local_size_x = 1) in;

layout(std430, binding = 0) buffer State { uint state[]; };
layout(push_constant) uniform Push { uint rounds; }
push;

void main()
{
    const uint group = gl_WorkGroupID.x;
    uint value = state[2 + group];
    uint iterations = 0;
    for (uint i = 0; i < push.rounds; ++i) {
        value = value * 1664525u + 1013904223u;
        iterations += 1u;
    }
    state[2 + group] = value;
    if (group == 0) {
        state[0] += 1u;
        state[1] = iterations;
    }
}
