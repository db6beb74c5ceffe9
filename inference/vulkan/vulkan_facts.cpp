// SPDX-License-Identifier: Apache-2.0
#include "inference/vulkan/vulkan_facts.h"

#include <fmt/format.h>

namespace inference {

namespace {

std::string matrixText(const DeviceCapabilities& can)
{
    if (!can.cooperativeKhr.empty()) {
        return "cooperative matrices (KHR)";
    }
    return can.cooperativeNv.empty() ? "no cooperative matrices" : "cooperative matrices (NV)";
}

std::string abilityText(const DeviceCapabilities& can)
{
    std::string text = fmt::format("Vulkan {}, {}, subgroups of {}", apiVersionText(can.apiVersion),
        can.driver, can.subgroupSize);
    for (const auto& [has, name] :
        {std::pair(can.hasFloat16, "16-bit floats"), std::pair(can.hasInt8, "8-bit integers"),
            std::pair(can.hasFastIntegerDot, "fast integer dot product")})
    {
        text += has ? std::string(", ") + name : std::string();
    }
    text += ", " + matrixText(can);
    return text + (can.kind == DeviceKind::Software ? "; never taken by 'auto'" : "");
}

} // namespace

std::vector<core::DeviceFacts> vulkanFacts(std::span<const PhysicalDevice> devices)
{
    std::vector<core::DeviceFacts> rows;
    for (const PhysicalDevice& device : devices) {
        core::DeviceFacts facts;
        facts.name = rows.empty() ? "vulkan" : fmt::format("vulkan:{}", rows.size());
        facts.title = fmt::format("{}, {}", device.can.name, deviceKindName(device.can.kind));
        facts.usable = device.refusal.empty();
        facts.isAutomatic = facts.usable && device.can.kind != DeviceKind::Software;
        facts.reason = facts.usable ? abilityText(device.can) : device.refusal;
        facts.memoryBytes = static_cast<std::int64_t>(device.can.memoryBytes);
        facts.details = capabilitiesJson(device.can);
        rows.push_back(std::move(facts));
    }
    return rows;
}

core::DeviceFacts noVulkanFacts(const core::Error& error)
{
    core::DeviceFacts facts;
    facts.name = "vulkan";
    facts.title = "none";
    facts.usable = false;
    facts.isAutomatic = false;
    facts.reason = error.message;
    return facts;
}

} // namespace inference
