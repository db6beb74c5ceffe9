// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/model/model_provider.h"
#include "inference/vulkan/vulkan_instance.h"

#include <memory>
#include <mutex>
#include <vector>

namespace inference {

/// What of Vulkan there is on this machine, looked for when it is first asked for and remembered:
/// opening the drivers takes time, so a program that does not need them never does.
/// Thread rule: any thread.
class VulkanCatalog {
public:
    /// The instance, or why there is none (code Unavailable, detail E_NO_VULKAN).
    core::Result<std::shared_ptr<const VulkanInstance>> instance();

    /// All devices, best first, or why there is none. Those with a refusal are listed, too.
    core::Result<std::vector<PhysicalDevice>> devices();

    /// The best device that models can run on. Unavailable when there is none, with the reasons.
    core::Result<PhysicalDevice> best();

    /// One row for each device, "vulkan" first; one that says why when there is none.
    std::vector<core::DeviceFacts> facts();

private:
    void look(); // with m_mutex held

    std::mutex m_mutex;
    bool m_hasLooked = false; // guarded by m_mutex, as are all below
    core::Error m_problem; // when m_instance is empty
    std::shared_ptr<const VulkanInstance> m_instance;
    std::vector<PhysicalDevice> m_devices;
};

} // namespace inference
