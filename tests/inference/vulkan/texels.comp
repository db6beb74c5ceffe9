// SPDX-License-Identifier: Apache-2.0
#version 450
#extension GL_EXT_samplerless_texture_functions : require
// result[i] = the sum of the four words of texel i.
layout(local_size_x_id = 0) in;

layout(binding = 0) uniform utextureBuffer texels;
layout(std430, binding = 1) writeonly buffer Output { uint result[]; };
layout(push_constant) uniform Push
{
    uint count;
}
push;

void main()
{
    const uint i = gl_GlobalInvocationID.x;
    if (i < push.count) {
        const uvec4 words = texelFetch(texels, int(i));
        result[i] = words.x + words.y + words.z + words.w;
    }
}
