// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hwy/detect_targets.h>

// The instruction sets that kernels are compiled for, what is worth its compile time: AVX-512 with
// products of bytes (VNNI, see vector-inl.h), AVX2, and portable code where neither exists.
// Included before anything else of Highway; all kernel files must agree, since they are put into
// one table an instruction set.
#undef HWY_DISABLED_TARGETS
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SSE4 | HWY_AVX3_DL)
