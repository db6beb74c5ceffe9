// SPDX-License-Identifier: Apache-2.0
// How kernels read what they only read: in words of 16 bytes.
// On software devices through texel buffers: there a load from a storage buffer is a loop over the
// lanes with a branch each for every 32 bits, a texel is fetched for all lanes at once (three times
// faster, measured on Mesa 22.3). On graphics processors as storage buffers.
#ifndef MEMORY_GLSL
#define MEMORY_GLSL

#ifdef SHAPE_LANES
#extension GL_EXT_samplerless_texture_functions : require
#define WORDS(number, name) layout(set = 0, binding = number) uniform utextureBuffer name
#define LOAD_WORD(name, index) texelFetch(name, int(index))
#else
#define WORDS(number, name)                                                                        \
    layout(set = 0, binding = number, std430) readonly buffer name##Words { uvec4 name[]; }
#define LOAD_WORD(name, index) name[index]
#endif

#define LOAD_FLOATS(name, index) uintBitsToFloat(LOAD_WORD(name, index))

#endif
