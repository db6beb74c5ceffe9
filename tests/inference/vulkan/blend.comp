// SPDX-License-Identifier: Apache-2.0
#version 450
// out[i] = scale * values[i] from a uniform buffer, plus `offset`, a float by its bits.
layout(local_size_x_id = 0) in;
layout(constant_id = 3) const float offset = 0.5;

layout(std140, binding = 0) uniform Input { vec4 values[4]; };
layout(std430, binding = 2) writeonly buffer Output { float result[]; };
layout(push_constant) uniform Push
{
    vec2 scale;
    uint pad[3];
}
push;

void main()
{
    const uint i = gl_GlobalInvocationID.x;
    if (i < 16) {
        result[i] = push.scale.y * values[i / 4][i % 4] + offset;
    }
}
