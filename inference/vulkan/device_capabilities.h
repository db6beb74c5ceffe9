// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/text/json.h"
#include "inference/vulkan/vulkan_api.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace inference {

/// Best first: the order in which devices are preferred.
enum class DeviceKind { Discrete, Integrated, Virtual, Other, Software };

/// A tile that the device multiplies at once: C(m,n) += A(m,k) * B(k,n) over one scope.
/// Component types are VkComponentTypeKHR's (and NV's equal) numbers: 0 f16, 1 f32, 3 s8, 5 s32,
/// 7 u8; the scope is VkScopeKHR's: 3 is the subgroup.
struct CooperativeShape {
    std::uint32_t m = 0;
    std::uint32_t n = 0;
    std::uint32_t k = 0;
    std::uint32_t typeA = 0;
    std::uint32_t typeB = 0;
    std::uint32_t typeC = 0;
    std::uint32_t typeResult = 0;
    std::uint32_t scope = 0;
};

/// What one physical device can, as probed: kernels are chosen by this, never by the vendor.
/// Sizes are bytes. Everything said true here is enabled on the VulkanDevice made from it.
struct DeviceCapabilities {
    std::string name; ///< as the driver calls it
    std::string driver; ///< "llvmpipe Mesa 22.3.6 (LLVM 15.0.6)"
    DeviceKind kind = DeviceKind::Other;
    std::uint32_t apiVersion = 0; ///< packed as VK_MAKE_API_VERSION packs it
    std::uint32_t vendorId = 0;
    std::uint32_t deviceId = 0;
    std::uint32_t driverVersion = 0;
    std::array<std::uint8_t, VK_UUID_SIZE> deviceUuid{};
    std::array<std::uint8_t, VK_UUID_SIZE> driverUuid{};
    std::array<std::uint8_t, VK_UUID_SIZE> pipelineCacheUuid{};

    std::optional<std::uint32_t>
        queueFamily; ///< with compute and transfer; without graphics if any
    std::uint32_t timestampBits = 0; ///< of that family; 0: it has none
    double timestampNs = 0; ///< of one tick

    std::uint64_t memoryBytes = 0; ///< of all device-local heaps
    std::optional<std::uint64_t> memoryFreeBytes; ///< budget less use at probing, where told
    std::uint64_t allocationBytesMax = 0; ///< of one allocation, and so of one VulkanBuffer
    bool hasUnifiedMemory = false; ///< the host writes device-local memory directly

    std::uint64_t storageBufferBytesMax = 0; ///< of one binding: split a tensor above it by rows
    std::uint64_t uniformBufferBytesMax = 0; ///< of one binding
    std::uint64_t storageAlignmentBytes = 1; ///< of a binding's offset
    std::uint64_t uniformAlignmentBytes = 1; ///< of a binding's offset
    std::uint32_t texelsMax = 0; ///< of one binding of a texel buffer
    std::uint64_t texelAlignmentBytes = 1; ///< of a binding's offset
    std::uint32_t storageBuffersPerKernelMax = 0;
    std::uint32_t sharedMemoryBytes = 0; ///< of one workgroup
    std::uint32_t pushConstantBytes = 0;
    std::uint32_t groupInvocationsMax = 0;
    std::array<std::uint32_t, 3> groupSizeMax{};
    std::array<std::uint32_t, 3> groupCountMax{}; ///< of one dispatch

    std::uint32_t subgroupSize = 0; ///< without asking for one
    std::uint32_t subgroupSizeMin = 0;
    std::uint32_t subgroupSizeMax = 0;
    bool hasSubgroupSizeControl = false; ///< a kernel may ask for a size of that range
    VkSubgroupFeatureFlags subgroupOperations = 0; ///< in compute kernels

    bool hasStorage16 = false; ///< 16-bit types in storage buffers
    bool hasStorage8 = false; ///< 8-bit types in storage buffers
    bool hasFloat16 = false; ///< arithmetic
    bool hasInt16 = false; ///< arithmetic
    bool hasInt8 = false; ///< arithmetic
    bool hasScalarLayout = false; ///< GL_EXT_scalar_block_layout
    bool hasMemoryModel = false; ///< Vulkan memory model at device scope
    bool hasIntegerDot = false; ///< SPV_KHR_integer_dot_product
    bool hasFastIntegerDot = false; ///< 4x8 bit packed, signed, accelerated
    bool hasMemoryBudget = false;
    bool hasHostMemoryImport = false; ///< VK_EXT_external_memory_host
    std::uint64_t hostImportAlignmentBytes = 0;
    std::vector<CooperativeShape> cooperativeKhr; ///< VK_KHR_cooperative_matrix; empty: it has none
    std::vector<CooperativeShape> cooperativeNv; ///< VK_NV_cooperative_matrix; empty: it has none
};

/// The least a device must have to run the kernels; each has its sentence in refusalOf().
inline constexpr std::uint32_t apiVersionMin = VK_API_VERSION_1_2;
inline constexpr std::uint32_t storageBuffersPerKernelMin = 8;
inline constexpr std::uint32_t groupInvocationsMin = 128;
inline constexpr std::uint32_t subgroupSizeLeast = 4;
inline constexpr std::uint32_t subgroupSizeMost = 128;
inline constexpr VkSubgroupFeatureFlags subgroupOperationsMin = VK_SUBGROUP_FEATURE_BASIC_BIT
    | VK_SUBGROUP_FEATURE_ARITHMETIC_BIT | VK_SUBGROUP_FEATURE_BALLOT_BIT
    | VK_SUBGROUP_FEATURE_SHUFFLE_BIT;

/// Why models cannot run on this device, a sentence for a person with what was found and what is
/// needed; empty when they can.
std::string refusalOf(const DeviceCapabilities& device);

/// "discrete", "integrated", "virtual", "other", "software".
std::string_view deviceKindName(DeviceKind kind);

/// "1.3.230".
std::string apiVersionText(std::uint32_t version);

/// All of it as a JSON object with snake_case names, for `models devices --json`.
core::Json capabilitiesJson(const DeviceCapabilities& device);

} // namespace inference
