// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/vulkan/vulkan_device.h"

#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace inference {

/// What tests of the Vulkan backend start from: an instance with the validation layer on, the best
/// usable device (a GPU where there is one, else lavapipe) and what the layer complained about.
/// A machine without Vulkan makes a test skip, and say so; `./dev test` installs lavapipe.
///
///     void initTestCase() { if (!m_vulkan.open()) QSKIP(m_vulkan.problem().c_str()); }
///     void cleanup() { QCOMPARE(m_vulkan.takeComplaints(), std::string()); }
class VulkanFixture {
public:
    /// False, and a reason in problem(), when there is no device.
    bool open();
    [[nodiscard]] const std::string& problem() const { return m_problem; }

    [[nodiscard]] std::shared_ptr<const VulkanInstance> instance() const { return m_instance; }
    [[nodiscard]] const PhysicalDevice& physical() const { return m_physical; }

    /// Opens the device; each one must be gone before takeComplaints() is asked for all of it.
    std::unique_ptr<VulkanDevice> device(VulkanHealth& health);
    std::unique_ptr<VulkanDevice> device() { return device(m_health); }

    /// All that the validation layer said since the last call, empty when all was well.
    std::string takeComplaints();

private:
    VulkanHealth m_health;
    std::mutex m_mutex;
    std::string m_complaints; // guarded by m_mutex
    std::string m_problem;
    std::shared_ptr<const VulkanInstance> m_instance;
    PhysicalDevice m_physical;
};

} // namespace inference
