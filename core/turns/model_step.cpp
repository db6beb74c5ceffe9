// SPDX-License-Identifier: Apache-2.0
#include "core/turns/model_step.h"

#include "core/memory/block_store.h"
#include "core/memory/memory_view.h"
#include "core/model/sampling_json.h"
#include "core/sessions/session_store.h"
#include "core/text/utf8.h"
#include "core/turns/progress_publisher.h"
#include "core/turns/prompt.h"

#include <fmt/format.h>

#include <set>

namespace core {

namespace {

struct Asked {
    ModelRequest request;
    Label label; ///< of the answer
};

std::string_view finishName(FinishReason reason)
{
    switch (reason) {
    case FinishReason::Length:
        return "length";
    case FinishReason::ToolCalls:
        return "tool_calls";
    default:
        return "stop";
    }
}

/// What one call leaves behind, and how it is committed.
class ModelCall {
public:
    ModelCall(TurnRun& run, const CallModel& step)
        : m_run(run)
        , m_step(step)
        , m_progress(run.services().bus, run.services().clock, run.turn())
    {
    }

    Result<void> perform()
    {
        const auto model = m_run.services().models.resolve(
            m_run.agent(), [&](const WorkProgress& progress) { m_progress.loading(progress); },
            m_run.stop().token());
        if (!model && m_run.stop().isStopped()) {
            return {}; // the turn's loop ends or leaves it
        }
        TRY(commitIntent(model ? (*model)->fingerprint() : std::string()));
        if (!model) {
            return commitFailure(turnFailureOf(model.error()), model.error().message);
        }
        const Asked asked = TRY(ask());
        auto answer = (*model)->respond(
            asked.request, [&](const ModelProgress& progress) { m_progress.take(progress); },
            m_run.stop().token());
        m_progress.flush();
        m_label = asked.label;
        return settle(std::move(answer), (*model)->fingerprint());
    }

private:
    Result<void> commitIntent(const std::string& fingerprint)
    {
        if (m_step.again) {
            return {};
        }
        return m_run.commit([&](TurnWriter& writer) -> Result<void> {
            TRY(writer.takeWaitingInputs());
            return writer.journal({.step = m_step.step,
                .phase = JournalPhase::Intent,
                .kind = JournalKind::ModelCall,
                .payload = {{"seed", m_step.seed}, {"model_fingerprint", fingerprint},
                    {"sampling", samplingToJson(m_run.agent().settings.sampling)},
                    {"memory_seq", writer.change()}}});
        });
    }

    /// Everything the model reads, as of the intent.
    Result<Asked> ask()
    {
        const AgentSettings& settings = m_run.agent().settings;
        const Turn& turn = m_run.turn();
        return m_run.services().store.read([&](Database& database) -> Result<Asked> {
            // A fork sees memory as of its point, blocks and records alike.
            const MemoryView view = TRY(memoryView(database, m_run.agent().key, turn.branchKey,
                m_run.state().openModelCall->memorySequence));
            const auto blocks = TRY(BlockStore::asOf(database, view.agentKey, view.sequence));
            const auto items = TRY(ItemStore::through(database, turn.branchKey, INT64_MAX));
            Prompt prompt = buildPrompt(settings, blocks, items);
            const Session session = TRY(SessionStore::get(database, turn.sessionKey));
            Asked asked{.request = {.sessionKey = turn.branch.text(),
                            .messages = std::move(prompt.messages),
                            .tools = m_run.services().tools.declarations(settings.tools),
                            .sampling = settings.sampling,
                            .outputTokensMax = settings.outputTokensMax,
                            .now = templateTime(session.createdAtUs)},
                .label = std::move(prompt.label)};
            asked.request.sampling.seed = m_step.seed;
            // Instructions and tools are never secret; all else that is read has its label in it.
            asked.request.keepStateOnDisk = asked.label.confidentiality != Confidentiality::Secret;
            asked.request.stateOwner = TRY(workspaceIdentity(database));
            return asked;
        });
    }

    Result<void> settle(Result<ModelResponse> answer, const std::string& fingerprint)
    {
        if (answer) {
            return commitAnswer(std::move(*answer), fingerprint);
        }
        const bool stopped = m_run.stop().isStopped();
        if (stopped && !m_run.stop().isCancelled()) {
            return {}; // halted: called again with the same seed after the next start
        }
        if (stopped) {
            return commitCancelled();
        }
        return commitFailure(turnFailureOf(answer.error()), answer.error().message);
    }

    [[nodiscard]] JournalRow result(JournalOutcome outcome, Json payload) const
    {
        return {.step = m_step.step,
            .phase = JournalPhase::Result,
            .kind = JournalKind::ModelCall,
            .outcome = outcome,
            .payload = std::move(payload)};
    }

    Result<void> commitFailure(TurnFailure failure, const std::string& message)
    {
        return m_run.commit([&](TurnWriter& writer) -> Result<void> {
            TRY(appendPartial(writer, ItemStatus::Failed));
            TRY(writer.journal(result(JournalOutcome::Failed,
                {{"code", turnFailureName(failure)}, {"message", message}})));
            return writer.finishIfDone();
        });
    }

    Result<void> commitCancelled()
    {
        return m_run.commit([&](TurnWriter& writer) -> Result<void> {
            TRY(appendPartial(writer, ItemStatus::Cancelled));
            TRY(writer.journal(result(JournalOutcome::Cancelled, Json::object())));
            return writer.finishIfDone();
        });
    }

    /// Text that was streamed before the call ended badly.
    Result<void> appendPartial(TurnWriter& writer, ItemStatus status)
    {
        const std::string text(clipUtf8(m_progress.text(), answerBytesMax));
        if (!text.empty()) {
            TRY(writer.append({.kind = ItemKind::Message,
                .role = ItemRole::Assistant,
                .status = status,
                .text = text,
                .label = m_label}));
        }
        return {};
    }

    Result<void> commitAnswer(ModelResponse answer, const std::string& fingerprint)
    {
        std::size_t bytes = answer.text.size() + answer.reasoning.size();
        for (const ModelToolCall& call : answer.toolCalls) {
            bytes += call.arguments.size();
        }
        if (bytes > answerBytesMax) {
            return commitFailure(TurnFailure::OutputLimit,
                fmt::format("The model's answer is {} bytes. At most {} are allowed.", bytes,
                    answerBytesMax));
        }
        const std::size_t leftOut = limitCalls(answer.toolCalls);
        return m_run.commit([&](TurnWriter& writer) -> Result<void> {
            TRY(appendAnswer(writer, answer));
            Json calls = Json::array();
            for (const ModelToolCall& call : answer.toolCalls) {
                calls.push_back({{"call_id", call.callId}, {"name", call.name}});
            }
            TRY(writer.addUsage({answer.usage.inputTokensComputed, answer.usage.inputTokensCached,
                answer.usage.outputTokens, answer.usage.readUs, answer.usage.generateUs}));
            Json facts{{"calls", std::move(calls)}, {"finish", finishName(answer.finish)},
                {"calls_left_out", leftOut}, {"model_fingerprint", fingerprint},
                {"messages_dropped", answer.messagesDropped}};
            if (!answer.notice.empty()) {
                facts["notice"] = answer.notice;
            }
            TRY(writer.journal(result(JournalOutcome::Succeeded, std::move(facts))));
            return writer.finishIfDone();
        });
    }

    /// Bounds the calls, makes their texts storable and their ids different from each other.
    [[nodiscard]] std::size_t limitCalls(std::vector<ModelToolCall>& calls) const
    {
        const std::size_t kept = std::min(calls.size(), toolCallsPerAnswerMax);
        const std::size_t leftOut = calls.size() - kept;
        calls.resize(kept);
        std::set<std::string> ids;
        for (std::size_t i = 0; i < kept; ++i) {
            ModelToolCall& call = calls[i];
            call.name = replaceInvalidUtf8(call.name);
            call.arguments = replaceInvalidUtf8(call.arguments);
            if (call.callId.empty() || !isValidUtf8(call.callId) || ids.contains(call.callId)) {
                call.callId = fmt::format("call_{}_{}", m_step.step, i + 1);
            }
            ids.insert(call.callId);
        }
        return leftOut;
    }

    Result<void> appendAnswer(TurnWriter& writer, const ModelResponse& answer)
    {
        if (!answer.reasoning.empty()) {
            TRY(writer.append({.kind = ItemKind::Reasoning,
                .role = ItemRole::Assistant,
                .text = replaceInvalidUtf8(answer.reasoning),
                .label = m_label}));
        }
        // All tokens stand with the first item of the answer that is no reasoning.
        std::optional<TokenRecord> tokens = answer.tokens;
        if (!answer.text.empty() || answer.toolCalls.empty()) {
            TRY(writer.append({.kind = ItemKind::Message,
                .role = ItemRole::Assistant,
                .text = replaceInvalidUtf8(answer.text),
                .tokens = std::exchange(tokens, std::nullopt),
                .label = m_label}));
        }
        for (const ModelToolCall& call : answer.toolCalls) {
            TRY(writer.append({.kind = ItemKind::FunctionCall,
                .role = ItemRole::Assistant,
                .status = ItemStatus::InProgress,
                .callId = call.callId,
                .name = call.name,
                .text = call.arguments,
                .tokens = std::exchange(tokens, std::nullopt),
                .label = m_label}));
        }
        return {};
    }

    TurnRun& m_run;
    CallModel m_step;
    ProgressPublisher m_progress;
    Label m_label;
};

} // namespace

Result<void> performModelCall(TurnRun& run, const CallModel& step)
{
    return ModelCall(run, step).perform();
}

} // namespace core
