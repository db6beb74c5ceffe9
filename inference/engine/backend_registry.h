// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "inference/backend/backend.h"
#include "inference/vulkan/vulkan_catalog.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace inference {

/// The devices of this machine, best first: "auto" takes the first that is usable.
/// Thread rule: immutable after construction; backends may be used from any thread.
class BackendRegistry {
public:
    /// With the backends of this version.
    static BackendRegistry create();

    explicit BackendRegistry(std::vector<std::unique_ptr<Backend>> backends,
        std::shared_ptr<VulkanCatalog> vulkan = nullptr)
        : m_backends(std::move(backends))
        , m_vulkan(std::move(vulkan))
    {
    }

    /// The backends' devices.
    [[nodiscard]] std::vector<core::DeviceFacts> facts() const;

    /// The backends' devices, and the graphics processors that are not used, with the reason.
    [[nodiscard]] std::vector<core::DeviceFacts> allDevices() const;

    /// The backend of "auto" or of a device's name; opens no other device. InvalidInput
    /// with the names there are for an unknown one; Unavailable with the reason for one that is
    /// not usable.
    [[nodiscard]] core::Result<Backend*> pick(std::string_view device) const;

private:
    std::vector<std::unique_ptr<Backend>> m_backends;
    std::shared_ptr<VulkanCatalog> m_vulkan; // for listing; may be none
};

} // namespace inference
