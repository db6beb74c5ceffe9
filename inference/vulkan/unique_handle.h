// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/vulkan/vulkan_api.h"

#include <utility>

namespace inference {

/// Owns one Vulkan object of a device and destroys it with the function it was given. Move-only.
/// The device must outlive it. The function comes with the handle, not as a template argument,
/// because it is known only at run time.
/// Thread rule: none of its own.
template <class Handle>
class UniqueHandle {
public:
    using Destroy = void(VKAPI_PTR*)(VkDevice, Handle, const VkAllocationCallbacks*);

    UniqueHandle() = default;
    UniqueHandle(VkDevice device, Handle handle, Destroy destroy)
        : m_device(device)
        , m_handle(handle)
        , m_destroy(destroy)
    {
    }
    UniqueHandle(UniqueHandle&& other) noexcept
        : m_device(other.m_device)
        , m_handle(std::exchange(other.m_handle, Handle{}))
        , m_destroy(other.m_destroy)
    {
    }
    UniqueHandle& operator=(UniqueHandle&& other) noexcept
    {
        std::swap(m_device, other.m_device);
        std::swap(m_handle, other.m_handle);
        std::swap(m_destroy, other.m_destroy);
        return *this;
    }
    ~UniqueHandle()
    {
        if (m_handle != Handle{}) {
            m_destroy(m_device, m_handle, nullptr);
        }
    }

    [[nodiscard]] Handle get() const { return m_handle; }
    [[nodiscard]] explicit operator bool() const { return m_handle != Handle{}; }

private:
    VkDevice m_device = VK_NULL_HANDLE;
    Handle m_handle{};
    Destroy m_destroy = nullptr;
};

} // namespace inference
