// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/gguf/tensor_info.h"
#include "inference/vulkan/kernel.h"
#include "inference/vulkan/model/kernel_shape.h"

namespace inference {

/// The compiled kernels that read weights of one type. All null for a type that none does.
struct WeightKernels {
    const Kernel* project = nullptr;
    const Kernel* heads = nullptr;
    const Kernel* embed = nullptr;
};

WeightKernels weightKernels(TensorType type, ShapeKind shape);
const Kernel& attendKernel(ShapeKind shape);

} // namespace inference
