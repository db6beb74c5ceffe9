// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <span>
#include <vector>

namespace inference {

/// What a kernel does with one of its bindings. `readonly` and `writeonly` in the shader say it;
/// without them a storage buffer counts as both, which costs barriers.
struct KernelBinding {
    bool isUniform = false; ///< a uniform buffer; else a storage buffer
    bool isRead = false;
    bool isWritten = false;
};

/// What a kernel wants from outside, as its SPIR-V declares it.
struct KernelInterface {
    std::vector<KernelBinding> bindings; ///< of set 0, by binding number without gaps
    std::uint32_t pushConstantBytes = 0;
    std::uint32_t constantCount = 0; ///< one more than the largest constant_id; 0 without any
};

/// Reads it from the words. Internal for words that are no SPIR-V or use what the backend does not
/// have (images, other sets, gaps in the binding numbers): such a shader is our own mistake.
/// Format: SPIR-V 1.5, sections 2.3 (layout), 3.20 (decorations), 3.32 (instructions).
core::Result<KernelInterface> readKernelInterface(std::span<const std::uint32_t> words);

} // namespace inference
