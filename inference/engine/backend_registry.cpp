// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/backend_registry.h"

#include "inference/cpu/cpu_backend.h"
#include "inference/reference/reference_backend.h"
#include "inference/vulkan/model/vulkan_backend.h"

#include <fmt/format.h>

#include <algorithm>

namespace inference {

using core::ErrorCode;
using core::fail;
using core::Result;

BackendRegistry BackendRegistry::create()
{
    auto catalog = std::make_shared<VulkanCatalog>();
    std::vector<std::unique_ptr<Backend>> backends;
    backends.push_back(std::make_unique<VulkanBackend>(catalog)); // "auto": only a real GPU
    backends.push_back(std::make_unique<CpuBackend>());
    backends.push_back(std::make_unique<ReferenceBackend>());
    return BackendRegistry(std::move(backends), std::move(catalog));
}

std::vector<core::DeviceFacts> BackendRegistry::facts() const
{
    std::vector<core::DeviceFacts> all;
    for (const auto& backend : m_backends) {
        all.push_back(backend->facts());
    }
    return all;
}

std::vector<core::DeviceFacts> BackendRegistry::allDevices() const
{
    std::vector<core::DeviceFacts> all = facts();
    if (!m_vulkan) {
        return all;
    }
    for (core::DeviceFacts& device : m_vulkan->facts()) {
        const bool isKnown = std::any_of(all.begin(), all.end(),
            [&](const core::DeviceFacts& known) { return known.name == device.name; });
        if (!isKnown) {
            device.reason = (device.usable ? "Found, but not used. " : "") + device.reason;
            device.usable = false;
            device.isAutomatic = false;
            all.push_back(std::move(device));
        }
    }
    return all;
}

Result<Backend*> BackendRegistry::pick(std::string_view device) const
{
    std::string names = "auto";
    for (const auto& backend : m_backends) {
        names += ", " + std::string(backend->name());
        if (device == "auto" && backend->isCandidate()) {
            const core::DeviceFacts facts = backend->facts();
            if (facts.usable && facts.isAutomatic) {
                return backend.get();
            }
        }
        if (device == backend->name()) {
            const core::DeviceFacts facts = backend->facts();
            if (!facts.usable) {
                return fail(ErrorCode::Unavailable,
                    fmt::format("The device '{}' cannot be used: {}", facts.name, facts.reason));
            }
            return backend.get();
        }
    }
    return fail(ErrorCode::InvalidInput,
        fmt::format("There is no device '{}'. Use one of: {}.", device, names));
}

} // namespace inference
