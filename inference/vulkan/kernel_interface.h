// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace inference {

/// What a kernel does with one of its bindings. `readonly` and `writeonly` in the shader say it;
/// without them a storage buffer counts as both, which costs barriers. A number that the shader
/// leaves out is neither read nor written, but something must be bound to it all the same.
struct KernelBinding {
    bool isUniform = false; ///< a uniform buffer
    bool isTexels = false; ///< a `utextureBuffer` of 16-byte texels; else a storage buffer
    bool isRead = false;
    bool isWritten = false;
};

/// One dimension of the workgroup: a number, or a constant_id with a default.
struct GroupDimension {
    std::optional<std::uint32_t> constantId;
    std::uint32_t size = 1;
};

/// What a kernel wants from outside, as its SPIR-V declares it.
struct KernelInterface {
    std::vector<KernelBinding> bindings; ///< of set 0, by binding number
    std::uint32_t pushConstantBytes = 0;
    std::uint32_t constantCount = 0; ///< one more than the largest constant_id; 0 without any
    std::array<GroupDimension, 3> group;

    /// The workgroup with these constants, by constant_id.
    [[nodiscard]] std::array<std::uint32_t, 3> groupSize(
        std::span<const std::uint32_t> constants) const;
};

/// The most bindings of a kernel: a number above it is taken for a mistake.
inline constexpr std::uint32_t bindingsMax = 32;

/// Reads it from the words. Internal for words that are no SPIR-V or use what the backend does not
/// have (other images, arrays of buffers, other sets than 0): such a shader is our own mistake.
/// Format: SPIR-V 1.5, sections 2.3 (layout), 3.20 (decorations), 3.32 (instructions).
core::Result<KernelInterface> readKernelInterface(std::span<const std::uint32_t> words);

} // namespace inference
