// SPDX-License-Identifier: Apache-2.0
// Where keys and values lie in a layer's pages, in units of 16 bytes: eight dimensions in F16, four
// in F32. Keys of all positions of a page lie side by side, since lanes take a position each;
// values of all dimensions of a position do, since lanes take a unit each.
#ifndef PAGES_GLSL
#define PAGES_GLSL

const uint pagePositions = 32;

uint roundUpTo(uint value, uint step)
{
    return (value + step - 1u) / step * step;
}

uint unitsOfHead(uint headSize, bool isF32)
{
    return isF32 ? roundUpTo(headSize, 4u) / 4u : roundUpTo(headSize, 8u) / 8u;
}

uint keyUnit(uint page, uint heads, uint head, uint units, uint unit, uint slot)
{
    return ((page * heads + head) * units + unit) * pagePositions + slot;
}

uint valueUnit(uint page, uint heads, uint head, uint units, uint slot, uint unit)
{
    return ((page * heads + head) * pagePositions + slot) * units + unit;
}

#endif
