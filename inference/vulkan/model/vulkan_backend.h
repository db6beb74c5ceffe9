// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/backend/backend.h"
#include "inference/vulkan/model/device_model.h"
#include "inference/vulkan/vulkan_catalog.h"

#include <memory>

namespace inference {

/// The best Vulkan device of this machine, software included.
/// Thread rule: any thread.
class VulkanBackend final : public Backend {
public:
    explicit VulkanBackend(std::shared_ptr<VulkanCatalog> catalog);

    [[nodiscard]] std::string_view name() const override { return "vulkan"; }
    [[nodiscard]] bool isCandidate() const override;
    [[nodiscard]] bool canBeLost() const override { return true; }
    core::DeviceFacts facts() override;

    /// Progress is bytes of the file brought to the device.
    core::Result<std::unique_ptr<LoadedModel>> load(std::shared_ptr<const LlamaModel> model,
        const core::LoadOptions& options, const core::ProgressSink& progress,
        std::stop_token stop) override;

private:
    const std::shared_ptr<VulkanCatalog> m_catalog;
    const std::shared_ptr<VulkanHealth> m_health;
};

} // namespace inference
