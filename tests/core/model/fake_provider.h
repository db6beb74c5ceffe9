// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/model_provider.h"

#include <atomic>
#include <mutex>

namespace tests {

/// A model that says nothing, of a given name.
class FakeModel final : public core::LanguageModel {
public:
    FakeModel(std::string fingerprint, std::int64_t contextTokens)
        : m_fingerprint(std::move(fingerprint))
        , m_contextTokens(contextTokens)
    {
    }
    std::string name() const override { return "fake"; }
    std::string fingerprint() const override { return m_fingerprint; }
    std::int64_t contextTokens() const override { return m_contextTokens; }
    core::Result<std::int64_t> countTokens(std::string_view text) override
    {
        return static_cast<std::int64_t>(text.size());
    }
    core::Result<core::ModelResponse> respond(const core::ModelRequest&,
        const std::function<void(const core::ModelProgress&)>&, std::stop_token) override
    {
        return core::ModelResponse{};
    }

private:
    std::string m_fingerprint;
    std::int64_t m_contextTokens;
};

/// Takes every file that begins with "GGUF" for a model.
class FakeProvider final : public core::ModelProvider {
public:
    std::atomic<int> loads = 0;
    std::string clearedOwner = "nobody's";
    std::int64_t stateBytesMax = -1;
    std::function<void()> whileLoading; ///< set before use

    core::Result<core::Json> inspect(const std::filesystem::path& file) override;
    std::vector<core::DeviceFacts> devices() override
    {
        return {{.name = "fake", .title = "Fake device", .reason = "", .memoryBytes = 1}};
    }
    core::Result<core::Json> stateFacts() override
    {
        return core::Json{{"place", "/nowhere"}, {"quota_bytes", stateBytesMax}};
    }
    core::Result<core::Json> clearState(const std::string& owner) override
    {
        clearedOwner = owner;
        return core::Json{{"pages", 3}, {"bytes", 30}};
    }
    core::Result<void> limitState(std::int64_t diskBytesMax) override
    {
        stateBytesMax = diskBytesMax;
        return {};
    }
    core::Result<core::LoadEstimate> estimate(
        const std::filesystem::path&, const core::LoadOptions& options) override
    {
        core::LoadEstimate estimate;
        estimate.device = options.device == "auto" ? "fake" : options.device;
        estimate.contextTokens = options.contextTokens;
        return estimate;
    }
    core::Result<std::shared_ptr<core::LanguageModel>> load(const std::filesystem::path&,
        const std::string& fingerprint, const core::LoadOptions& options,
        const core::ProgressSink& progress, std::stop_token stop) override
    {
        ++loads;
        if (whileLoading) {
            whileLoading();
        }
        if (progress) {
            progress({.phase = "loading", .done = 1, .total = 1});
        }
        if (stop.stop_requested()) {
            return core::fail(core::ErrorCode::Cancelled, "Stopped.");
        }
        return std::make_shared<FakeModel>(fingerprint, options.contextTokens);
    }
};

} // namespace tests
