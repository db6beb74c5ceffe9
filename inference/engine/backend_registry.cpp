// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/backend_registry.h"

#include "inference/cpu/cpu_backend.h"
#include "inference/reference/reference_backend.h"

#include <fmt/format.h>

namespace inference {

using core::ErrorCode;
using core::fail;
using core::Result;

BackendRegistry BackendRegistry::create()
{
    std::vector<std::unique_ptr<Backend>> backends;
    backends.push_back(std::make_unique<CpuBackend>());
    backends.push_back(std::make_unique<ReferenceBackend>());
    return BackendRegistry(std::move(backends));
}

std::vector<core::DeviceFacts> BackendRegistry::facts() const
{
    std::vector<core::DeviceFacts> all;
    for (const auto& backend : m_backends) {
        all.push_back(backend->facts());
    }
    return all;
}

Result<Backend*> BackendRegistry::pick(std::string_view device) const
{
    std::string names = "auto";
    for (const auto& backend : m_backends) {
        const core::DeviceFacts facts = backend->facts();
        names += ", " + facts.name;
        if (device == "auto" && facts.usable) {
            return backend.get();
        }
        if (device == facts.name) {
            if (!facts.usable) {
                return fail(ErrorCode::Unavailable,
                    fmt::format("The device '{}' cannot be used: {}", facts.name, facts.reason));
            }
            return backend.get();
        }
    }
    if (device == "vulkan") {
        return fail(ErrorCode::Unsupported,
            fmt::format("This version has no backend for Vulkan yet. Use one of: {}.", names));
    }
    return fail(ErrorCode::InvalidInput,
        fmt::format("There is no device '{}'. Use one of: {}.", device, names));
}

} // namespace inference
