// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/backend/backend.h"

namespace inference {

/// The device "reference": slow and exact, on one thread. For tests and for doubts.
/// Thread rule: any thread.
class ReferenceBackend final : public Backend {
public:
    [[nodiscard]] std::string_view name() const override { return "reference"; }
    core::DeviceFacts facts() override;

    /// Reads all weights once, so that a file that cannot be read is noticed here and the first
    /// token does not wait for the disk. Progress is bytes.
    core::Result<std::unique_ptr<LoadedModel>> load(std::shared_ptr<const LlamaModel> model,
        const core::LoadOptions& options, const core::ProgressSink& progress,
        std::stop_token stop) override;
};

} // namespace inference
