// SPDX-License-Identifier: Apache-2.0
// The kernels of all weight formats, each of which is compiled in a file of its own.
//
// Formats of plain numbers and of bytes are multiplied as floats; packed_format-inl.h tells of the
// others. A float format tells how a row is written. It reads a row in steps of 32 values:
//   type       its number in the file
//   stepBytes  what a step takes in a row; a shorter last step is only read from a copy
//   open       finds a step of a row, with what all its values share
//   values     one vector of a step, from the value number `offset` on
// A value must come out with the same bits whatever the vector's width: then a product from the
// file and one from expanded rows agree.
#if defined(HOLDFAST_CPU_FORMAT_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLDFAST_CPU_FORMAT_INL_H
#undef HOLDFAST_CPU_FORMAT_INL_H
#else
#define HOLDFAST_CPU_FORMAT_INL_H
#endif

#include "inference/cpu/kernels.h"
#include "inference/cpu/simd/vector-inl.h"

HWY_BEFORE_NAMESPACE();
namespace inference {
namespace HWY_NAMESPACE {

FormatKernels kernelsF32();
FormatKernels kernelsF16();
FormatKernels kernelsBF16();
FormatKernels kernelsQ8_0();
FormatKernels kernelsQ4_0();
FormatKernels kernelsQ4_K();
FormatKernels kernelsQ5_K();
FormatKernels kernelsQ6_K();

/// The product with rows that are floats already, padded to columnPadding, for many tokens.
void multiplyExpanded(const MatmulTask& task);

} // namespace HWY_NAMESPACE
} // namespace inference
HWY_AFTER_NAMESPACE();

#endif
