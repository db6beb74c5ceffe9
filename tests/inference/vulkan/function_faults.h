// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/vulkan/vulkan_api.h"

#include <map>
#include <string>

namespace inference {

/// While it lives, each device that is opened gets these functions in place of the driver's, the
/// way a driver that fails would be met. One at a time; construct it after the instance.
///
///     VkResult lose(VkQueue, std::uint32_t, const VkSubmitInfo*, VkFence) { return VK_ERROR_…; }
///     const FunctionFaults faults({{"vkQueueSubmit",
///     reinterpret_cast<PFN_vkVoidFunction>(lose)}});
class FunctionFaults {
public:
    explicit FunctionFaults(std::map<std::string, PFN_vkVoidFunction> replacements);
    ~FunctionFaults();
    FunctionFaults(const FunctionFaults&) = delete;
    FunctionFaults& operator=(const FunctionFaults&) = delete;

    /// The driver's own function of a device, also while replaced.
    template <class Function>
    static Function real(VkDevice device, const char* name)
    {
        return reinterpret_cast<Function>(realAddress(device, name));
    }

private:
    static PFN_vkVoidFunction realAddress(VkDevice device, const char* name);
};

} // namespace inference
