// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace inference {

/// The iterations of all loops together that one invocation of a kernel may make. Measured on
/// lavapipe 22.3, which leaves its loops after 65,535 without an error, so that results are wrong:
/// more work is spread over more invocations or dispatches.
inline constexpr std::uint32_t loopIterationsMax = 65'000;

/// One compiled `.comp`, made at build time by holdfast_shader() as `kernels::nameOfTheFile` in the
/// generated header `shaders/name_of_the_file.h`. What it binds is read from its words
/// (kernel_interface.h): nothing about it is said twice.
struct Kernel {
    std::string_view name;
    std::span<const std::uint32_t> words; ///< SPIR-V
};

/// A kernel with its numbers: what a pipeline is made from.
struct KernelVariant {
    const Kernel* kernel = nullptr;
    /// The value of `constant_id = i` at place i; a float by its bits. Ids past the end keep the
    /// default in the shader.
    std::vector<std::uint32_t> constants = {};
    /// The subgroup size it must run with, full subgroups; 0 leaves it to the device. Only where
    /// hasSubgroupSizeControl, between subgroupSizeMin and subgroupSizeMax.
    std::uint32_t subgroupSize = 0;
};

} // namespace inference
