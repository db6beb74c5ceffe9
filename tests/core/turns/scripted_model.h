// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/language_model.h"
#include "core/turns/model_resolver.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace core {

/// A place in a script where a model or a tool waits until the test goes on, or until it is
/// stopped: how tests make things happen at the same time without sleeping.
class Gate {
public:
    void open();
    void waitUntilReached();
    /// False when it was stopped.
    bool pass(std::stop_token stop);

private:
    std::mutex m_mutex;
    std::condition_variable_any m_condition;
    bool m_open = false;
    bool m_reached = false;
};

/// One answer of a script.
struct ScriptedAnswer {
    std::vector<std::string> chunks = {}; ///< streamed one by one
    std::vector<ModelToolCall> toolCalls = {};
    std::optional<Error> error = {}; ///< after the chunks
    std::shared_ptr<Gate> gate = {}; ///< after the chunks
    std::string reasoning = {}; ///< before them
};

/// A model that follows a script. The answer is chosen by how many answers stand in the context, so
/// that a call which is made again is answered again alike, as a seeded model does.
class ScriptedModel final : public LanguageModel {
public:
    explicit ScriptedModel(std::vector<ScriptedAnswer> script);

    [[nodiscard]] std::string name() const override { return "script"; }
    [[nodiscard]] std::string fingerprint() const override { return "script-1"; }
    [[nodiscard]] std::int64_t contextTokens() const override { return 1 << 20; }
    Result<std::int64_t> countTokens(std::string_view text) override;
    Result<ModelResponse> respond(const ModelRequest& request,
        const std::function<void(const ModelProgress&)>& progress, std::stop_token stop) override;

    /// What was asked so far.
    [[nodiscard]] std::vector<ModelRequest> requests() const;

private:
    std::vector<ScriptedAnswer> m_script;
    mutable std::mutex m_mutex;
    std::vector<ModelRequest> m_requests; ///< guarded by m_mutex
};

/// Gives every agent the same model, or the same error.
class ScriptedResolver final : public ModelResolver {
public:
    Result<std::shared_ptr<LanguageModel>> resolve(
        const Agent& agent, const ProgressSink& progress, std::stop_token stop) override;

    std::shared_ptr<ScriptedModel> model;
    std::optional<Error> error;
    std::vector<Agent> agents; ///< for whom it was asked; one thread at a time

private:
    std::mutex m_mutex;
};

} // namespace core
