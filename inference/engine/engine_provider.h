// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/model_provider.h"
#include "inference/engine/backend_registry.h"
#include "inference/engine/engine_model.h"
#include "inference/state/state_settings.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace inference {

/// The local engine as the core sees it. Models it has loaded live on their own.
/// Thread rule: any thread.
class EngineProvider final : public core::ModelProvider {
public:
    /// How many bytes a load may take.
    using AvailableBytes = std::function<std::int64_t()>;

    /// With the machine's devices and memory.
    EngineProvider();

    /// Without places nothing is kept on disk.
    EngineProvider(
        BackendRegistry backends, AvailableBytes availableBytes, StatePlaces statePlaces = {})
        : m_backends(std::move(backends))
        , m_availableBytes(std::move(availableBytes))
        , m_statePlaces(std::move(statePlaces))
    {
    }

    /// The facts of inspectGguf(), and `chat` with those of describeTemplate(), or null.
    core::Result<core::Json> inspect(const std::filesystem::path& file) override;
    std::vector<core::DeviceFacts> devices() override;
    core::Result<core::LoadEstimate> estimate(
        const std::filesystem::path& file, const core::LoadOptions& options) override;

    /// Unsupported when the model cannot hold a conversation here: its tokenizer is not known, or
    /// its chat template cannot be used.
    core::Result<std::shared_ptr<core::LanguageModel>> load(const std::filesystem::path& file,
        const std::string& fingerprint, const core::LoadOptions& options,
        const core::ProgressSink& progress, std::stop_token stop) override;

    core::Result<core::Json> stateFacts() override;
    core::Result<core::Json> clearState(const std::string& owner) override;
    core::Result<void> limitState(std::int64_t diskBytesMax) override;

    /// The devices, for the free functions beside this class.
    [[nodiscard]] const BackendRegistry& backends() const { return m_backends; }

private:
    std::vector<std::shared_ptr<EngineModel>> loaded();
    StateOptions stateFor(const core::LoadEstimate& estimate) const;

    // Constant after construction.
    BackendRegistry m_backends;
    AvailableBytes m_availableBytes;
    StatePlaces m_statePlaces;

    std::mutex m_mutex;
    std::vector<std::weak_ptr<EngineModel>> m_loaded; ///< guarded by m_mutex
};

} // namespace inference
