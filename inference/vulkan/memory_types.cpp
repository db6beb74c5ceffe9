// SPDX-License-Identifier: Apache-2.0
#include "inference/vulkan/memory_types.h"

#include <algorithm>

namespace inference {

namespace {

constexpr VkMemoryPropertyFlags local = VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT;
constexpr VkMemoryPropertyFlags coherent =
    VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT;
constexpr VkMemoryPropertyFlags cached = VK_MEMORY_PROPERTY_HOST_CACHED_BIT;
/// Memory that is paged in, protected or slow by design is for other purposes.
constexpr VkMemoryPropertyFlags unwanted = VK_MEMORY_PROPERTY_LAZILY_ALLOCATED_BIT
    | VK_MEMORY_PROPERTY_PROTECTED_BIT | VK_MEMORY_PROPERTY_DEVICE_COHERENT_BIT_AMD
    | VK_MEMORY_PROPERTY_DEVICE_UNCACHED_BIT_AMD;

/// What a use needs, likes and would rather leave to others.
struct Wish {
    VkMemoryPropertyFlags needed;
    VkMemoryPropertyFlags liked;
    VkMemoryPropertyFlags avoided;
};

Wish wishFor(BufferUse use, bool hasUnifiedMemory)
{
    switch (use) {
    case BufferUse::Device:
        // The window of a discrete card's memory that the host sees is small: left to inputs.
        return hasUnifiedMemory ? Wish{local | coherent, cached, 0} : Wish{local, 0, coherent};
    case BufferUse::Input:
        return {coherent, local, cached};
    case BufferUse::Staging:
        return {coherent, 0, local};
    case BufferUse::Readback:
        break;
    }
    return {coherent, cached, local};
}

int scoreOf(VkMemoryPropertyFlags flags, const Wish& wish)
{
    const int liked = (flags & wish.liked) != 0 ? 2 : 0;
    return liked - ((flags & wish.avoided) != 0 ? 1 : 0);
}

} // namespace

std::vector<std::uint32_t> memoryTypesFor(const VkPhysicalDeviceMemoryProperties& memory,
    std::uint32_t allowedBits, BufferUse use, bool hasUnifiedMemory)
{
    const Wish wish = wishFor(use, hasUnifiedMemory);
    std::vector<std::uint32_t> types;
    for (std::uint32_t i = 0; i < memory.memoryTypeCount; ++i) {
        const VkMemoryPropertyFlags flags = memory.memoryTypes[i].propertyFlags;
        const bool isAllowed = (allowedBits >> i & 1U) != 0 && (flags & unwanted) == 0;
        if (isAllowed && (flags & wish.needed) == wish.needed) {
            types.push_back(i);
        }
    }
    std::stable_sort(types.begin(), types.end(), [&](std::uint32_t a, std::uint32_t b) {
        return scoreOf(memory.memoryTypes[a].propertyFlags, wish)
            > scoreOf(memory.memoryTypes[b].propertyFlags, wish);
    });
    return types;
}

} // namespace inference
