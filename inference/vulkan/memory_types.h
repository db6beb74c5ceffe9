// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/vulkan/vulkan_api.h"
#include "inference/vulkan/vulkan_buffer.h"

#include <cstdint>
#include <vector>

namespace inference {

/// The memory types of a device that suit a use, best first, of those that `allowedBits` names.
/// An allocation that fails in one may succeed in the next, which lies in another heap. Types that
/// the host sees are coherent ones only.
std::vector<std::uint32_t> memoryTypesFor(const VkPhysicalDeviceMemoryProperties& memory,
    std::uint32_t allowedBits, BufferUse use, bool hasUnifiedMemory);

} // namespace inference
