// SPDX-License-Identifier: Apache-2.0
#version 450
// y = a * x + y over `count` numbers, in place.
layout(local_size_x_id = 0) in;

layout(std430, binding = 0) readonly buffer Input { float x[]; };
layout(std430, binding = 1) buffer Output { float y[]; };
layout(push_constant) uniform Push
{
    float a;
    uint count;
}
push;

void main()
{
    const uint i = gl_GlobalInvocationID.x;
    if (i < push.count) {
        y[i] = push.a * x[i] + y[i];
    }
}
