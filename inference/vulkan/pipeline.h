// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/vulkan/kernel.h"
#include "inference/vulkan/kernel_interface.h"
#include "inference/vulkan/unique_handle.h"
#include "inference/vulkan/vulkan_device.h"

#include <memory>
#include <string>

namespace inference {

/// A kernel made ready for a device. Good as long as its registry.
struct Pipeline {
    std::string name; ///< the kernel's, for errors and labels
    KernelInterface interface;
    UniqueHandle<VkDescriptorSetLayout> setLayout;
    UniqueHandle<VkPipelineLayout> layout;
    UniqueHandle<VkPipeline> pipeline;
};

/// Texels are read as four 32-bit words.
inline constexpr VkFormat texelFormat = VK_FORMAT_R32G32B32A32_UINT;
inline constexpr std::uint64_t texelBytes = 16;

/// What a binding is to Vulkan.
VkDescriptorType descriptorTypeOf(const KernelBinding& binding);

/// Makes one; `cache` may be none. Unsupported when its workgroup, its buffers, its push constants
/// or its subgroup size are beyond the device; Internal when it is given what it does not have.
core::Result<std::unique_ptr<Pipeline>> makePipeline(
    VulkanDevice& device, VkPipelineCache cache, const KernelVariant& variant);

} // namespace inference
