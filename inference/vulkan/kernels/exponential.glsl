// SPDX-License-Identifier: Apache-2.0
// e to the x in the same bits on every device: built-in functions of drivers are not.
#ifndef EXPONENTIAL_GLSL
#define EXPONENTIAL_GLSL

/// Relative error below 2e-7 for x between -87 and 88; the bounds' values outside. The method is
/// Cody and Waite's: x = n ln 2 + r with |r| at most ln 2 / 2, and Taylor's polynomial for r.
float exponential(float x)
{
    const float bounded = clamp(x, -87.0, 88.0);
    const float n = floor(fma(bounded, 1.44269504, 0.5));
    // ln 2 in two parts, the first short enough that its product with n is exact.
    const float r = fma(n, 2.12194440e-4, fma(n, -0.693359375, bounded));
    float sum = 1.98412698e-4;
    sum = fma(sum, r, 1.38888889e-3);
    sum = fma(sum, r, 8.33333333e-3);
    sum = fma(sum, r, 4.16666667e-2);
    sum = fma(sum, r, 1.66666667e-1);
    sum = fma(sum, r, 0.5);
    sum = fma(sum, r, 1.0);
    sum = fma(sum, r, 1.0);
    return sum * uintBitsToFloat(uint(int(n) + 127) << 23);
}

#endif
