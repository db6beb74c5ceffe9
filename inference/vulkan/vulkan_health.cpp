// SPDX-License-Identifier: Apache-2.0
#include "inference/vulkan/vulkan_health.h"

#include <fmt/format.h>

namespace inference {

void VulkanHealth::noteLoss(std::string_view doing)
{
    const std::lock_guard lock(m_mutex);
    ++m_losses;
    m_lastDoing = doing;
}

int VulkanHealth::losses() const
{
    const std::lock_guard lock(m_mutex);
    return m_losses;
}

std::string VulkanHealth::reason() const
{
    const std::lock_guard lock(m_mutex);
    if (m_losses < lossesMax) {
        return {};
    }
    return fmt::format(
        "The device went away {} times, last when it was to {}. It is not used again "
        "before the program restarts; look for its name in the system's log.",
        m_losses, m_lastDoing);
}

std::chrono::microseconds VulkanHealth::budget() const
{
    return losses() == 0 ? submitBudget : submitBudget / 2;
}

} // namespace inference
