// SPDX-License-Identifier: Apache-2.0
#include "inference/vulkan/model/kernel_table.h"

#include "shaders/attend_lanes.h"
#include "shaders/attend_subgroups.h"
#include "shaders/embed_bf16_lanes.h"
#include "shaders/embed_bf16_subgroups.h"
#include "shaders/embed_f16_lanes.h"
#include "shaders/embed_f16_subgroups.h"
#include "shaders/embed_f32_lanes.h"
#include "shaders/embed_f32_subgroups.h"
#include "shaders/embed_q4_0_lanes.h"
#include "shaders/embed_q4_0_subgroups.h"
#include "shaders/embed_q4_k_lanes.h"
#include "shaders/embed_q4_k_subgroups.h"
#include "shaders/embed_q5_k_lanes.h"
#include "shaders/embed_q5_k_subgroups.h"
#include "shaders/embed_q6_k_lanes.h"
#include "shaders/embed_q6_k_subgroups.h"
#include "shaders/embed_q8_0_lanes.h"
#include "shaders/embed_q8_0_subgroups.h"
#include "shaders/heads_bf16_lanes.h"
#include "shaders/heads_bf16_subgroups.h"
#include "shaders/heads_f16_lanes.h"
#include "shaders/heads_f16_subgroups.h"
#include "shaders/heads_f32_lanes.h"
#include "shaders/heads_f32_subgroups.h"
#include "shaders/heads_q4_0_lanes.h"
#include "shaders/heads_q4_0_subgroups.h"
#include "shaders/heads_q4_k_lanes.h"
#include "shaders/heads_q4_k_subgroups.h"
#include "shaders/heads_q5_k_lanes.h"
#include "shaders/heads_q5_k_subgroups.h"
#include "shaders/heads_q6_k_lanes.h"
#include "shaders/heads_q6_k_subgroups.h"
#include "shaders/heads_q8_0_lanes.h"
#include "shaders/heads_q8_0_subgroups.h"
#include "shaders/project_bf16_lanes.h"
#include "shaders/project_bf16_subgroups.h"
#include "shaders/project_f16_lanes.h"
#include "shaders/project_f16_subgroups.h"
#include "shaders/project_f32_lanes.h"
#include "shaders/project_f32_subgroups.h"
#include "shaders/project_q4_0_lanes.h"
#include "shaders/project_q4_0_subgroups.h"
#include "shaders/project_q4_k_lanes.h"
#include "shaders/project_q4_k_subgroups.h"
#include "shaders/project_q5_k_lanes.h"
#include "shaders/project_q5_k_subgroups.h"
#include "shaders/project_q6_k_lanes.h"
#include "shaders/project_q6_k_subgroups.h"
#include "shaders/project_q8_0_lanes.h"
#include "shaders/project_q8_0_subgroups.h"

namespace inference {

/// The kernels of a format for both shapes, by the names that CMakeLists.txt gives them.
#define HOLDFAST_WEIGHT_KERNELS(format)                                                            \
    return shape == ShapeKind::Lanes ? WeightKernels{&kernels::project##format##Lanes,             \
               &kernels::heads##format##Lanes, &kernels::embed##format##Lanes}                     \
                                     : WeightKernels                                               \
    {                                                                                              \
        &kernels::project##format##Subgroups, &kernels::heads##format##Subgroups,                  \
            &kernels::embed##format##Subgroups                                                     \
    }

WeightKernels weightKernels(TensorType type, ShapeKind shape)
{
    switch (type) {
    case TensorType::F32:
        HOLDFAST_WEIGHT_KERNELS(F32);
    case TensorType::F16:
        HOLDFAST_WEIGHT_KERNELS(F16);
    case TensorType::BF16:
        HOLDFAST_WEIGHT_KERNELS(Bf16);
    case TensorType::Q4_0:
        HOLDFAST_WEIGHT_KERNELS(Q40);
    case TensorType::Q8_0:
        HOLDFAST_WEIGHT_KERNELS(Q80);
    case TensorType::Q4_K:
        HOLDFAST_WEIGHT_KERNELS(Q4K);
    case TensorType::Q5_K:
        HOLDFAST_WEIGHT_KERNELS(Q5K);
    case TensorType::Q6_K:
        HOLDFAST_WEIGHT_KERNELS(Q6K);
    default:
        return {};
    }
}

const Kernel& attendKernel(ShapeKind shape)
{
    return shape == ShapeKind::Lanes ? kernels::attendLanes : kernels::attendSubgroups;
}

} // namespace inference
