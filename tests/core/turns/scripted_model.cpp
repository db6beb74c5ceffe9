// SPDX-License-Identifier: Apache-2.0
#include "tests/core/turns/scripted_model.h"

#include <algorithm>

namespace core {

void Gate::open()
{
    const std::lock_guard lock(m_mutex);
    m_open = true;
    m_condition.notify_all();
}

void Gate::waitUntilReached()
{
    std::unique_lock lock(m_mutex);
    m_condition.wait(lock, [&] { return m_reached; });
}

bool Gate::pass(std::stop_token stop)
{
    std::unique_lock lock(m_mutex);
    m_reached = true;
    m_condition.notify_all();
    return m_condition.wait(lock, stop, [&] { return m_open; });
}

ScriptedModel::ScriptedModel(std::vector<ScriptedAnswer> script)
    : m_script(std::move(script))
{
}

Result<std::int64_t> ScriptedModel::countTokens(std::string_view text)
{
    return static_cast<std::int64_t>(text.size());
}

std::vector<ModelRequest> ScriptedModel::requests() const
{
    const std::lock_guard lock(m_mutex);
    return m_requests;
}

Result<ModelResponse> ScriptedModel::respond(const ModelRequest& request,
    const std::function<void(const ModelProgress&)>& progress, std::stop_token stop)
{
    {
        const std::lock_guard lock(m_mutex);
        m_requests.push_back(request);
    }
    const auto index = std::count_if(request.messages.begin(), request.messages.end(),
        [](const ModelMessage& m) { return m.role == ModelMessage::Role::Assistant; });
    if (index >= std::ssize(m_script)) {
        return fail(ErrorCode::Unsupported, "The script has no further answer.");
    }
    const ScriptedAnswer& answer = m_script[static_cast<std::size_t>(index)];
    ModelResponse response;
    response.reasoning = answer.reasoning;
    for (const std::string& chunk : answer.chunks) {
        response.text += chunk;
        progress({.phase = ModelProgress::Phase::Generating,
            .done = ++response.usage.outputTokens,
            .total = request.outputTokensMax,
            .text = chunk});
    }
    if (stop.stop_requested() || (answer.gate && !answer.gate->pass(stop))) {
        return fail(ErrorCode::Cancelled, "The model was stopped.");
    }
    if (answer.error) {
        return fail(*answer.error);
    }
    response.toolCalls = answer.toolCalls;
    response.finish = answer.toolCalls.empty() ? FinishReason::Stop : FinishReason::ToolCalls;
    response.usage.inputTokensComputed = std::ssize(request.messages);
    response.tokens = TokenRecord{fingerprint(), {static_cast<std::int32_t>(index), 7}};
    return response;
}

Result<std::shared_ptr<LanguageModel>> ScriptedResolver::resolve(
    const Agent& agent, const ProgressSink&, std::stop_token)
{
    const std::lock_guard lock(m_mutex);
    agents.push_back(agent);
    if (error) {
        return fail(*error);
    }
    return std::static_pointer_cast<LanguageModel>(model);
}

} // namespace core
