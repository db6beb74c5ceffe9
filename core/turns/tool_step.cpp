// SPDX-License-Identifier: Apache-2.0
#include "core/turns/tool_step.h"

#include "core/text/utf8.h"
#include "core/tools/arguments.h"
#include "core/tools/tool_text.h"
#include "core/turns/turn_items.h"

#include <fmt/format.h>

#include <algorithm>

namespace core {

namespace {

constexpr std::size_t shownNameBytes = 80;

bool isStorageError(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Corrupt:
    case ErrorCode::Locked:
    case ErrorCode::ReadOnly:
    case ErrorCode::DiskFull:
    case ErrorCode::Io:
    case ErrorCode::OutOfMemory:
        return true;
    default:
        return false;
    }
}

/// How a call ended, before it is committed.
struct CallEnd {
    ToolOutcome outcome;
    JournalOutcome journal = JournalOutcome::Succeeded;
    bool malformed = false;
};

class ToolCall {
public:
    ToolCall(TurnRun& run, const CallTool& step)
        : m_run(run)
        , m_step(step)
        , m_call(run.state().calls[step.call])
    {
    }

    Result<void> perform()
    {
        TRY(load());
        auto understood = understand();
        if (!understood) {
            return commitMalformed(understood.error().message);
        }
        m_arguments = std::move(*understood);
        if (m_step.attempt == CallTool::Try::First) {
            TRY(commitIntent());
        }
        if (m_tool->effect() == ToolEffect::Transactional) {
            return commitTransaction();
        }
        return settle(act());
    }

private:
    Result<void> load()
    {
        const Turn& turn = m_run.turn();
        m_item = TRY(m_run.services().store.read([&](Database& database) -> Result<Item> {
            return callItem(database, turn.key, m_call.callId);
        }));
        m_context = {.agent = m_run.agent().id,
            .agentKey = m_run.agent().key,
            .branchKey = turn.branchKey,
            .callItem = m_item.id,
            .callId = m_call.callId,
            .idempotencyKey = m_item.id.text(),
            .directory = m_run.agent().settings.directory,
            .callLabel = m_item.label,
            .memorySequence = m_run.state().memorySequence,
            .stop = m_run.stop().token()};
        return {};
    }

    /// The tool and its arguments, or why this is no call that can be made.
    Result<Json> understand()
    {
        const auto& allowed = m_run.agent().settings.tools;
        m_tool = m_run.services().tools.find(m_call.name);
        if (m_tool == nullptr
            || std::find(allowed.begin(), allowed.end(), m_call.name) == allowed.end()) {
            return fail(ErrorCode::InvalidInput,
                fmt::format("There is no tool '{}'. There are: {}.",
                    clipUtf8(m_call.name, shownNameBytes),
                    allowed.empty() ? "none" : fmt::format("{}", fmt::join(allowed, ", "))));
        }
        return checkArguments(m_item.text, m_tool->declaration().parameters);
    }

    [[nodiscard]] JournalRow intent(ToolEffect effect) const
    {
        return {.step = m_step.step,
            .phase = JournalPhase::Intent,
            .kind = JournalKind::ToolCall,
            .callId = m_call.callId,
            .argumentsHash = sha256(m_item.text),
            .effect = effect,
            .idempotencyKey = m_context.idempotencyKey,
            .payload = {{"name", clipUtf8(m_call.name, shownNameBytes)}}};
    }

    Result<void> commitIntent()
    {
        return m_run.commit(
            [&](TurnWriter& writer) { return writer.journal(intent(m_tool->effect())); });
    }

    Result<void> commitMalformed(const std::string& message)
    {
        CallEnd end{
            .outcome = refused(message), .journal = JournalOutcome::Failed, .malformed = true};
        return m_run.commit([&](TurnWriter& writer) -> Result<void> {
            if (m_step.attempt == CallTool::Try::First) {
                TRY(writer.journal(intent(ToolEffect::Pure))); // nothing will be done
            }
            return write(writer, end);
        });
    }

    /// What the tool did, whichever attempt this is.
    Result<ToolOutcome> act()
    {
        if (m_step.attempt == CallTool::Try::Probe) {
            if (auto happened = TRY(m_tool->probe(m_arguments, m_context))) {
                return std::move(*happened);
            }
        }
        return m_tool->run(m_arguments, m_context);
    }

    Result<void> settle(Result<ToolOutcome> outcome)
    {
        const bool stopped = m_run.stop().isStopped();
        if (!outcome && stopped && !m_run.stop().isCancelled()) {
            return {}; // halted: its effect class says how it goes on
        }
        const CallEnd end = ended(std::move(outcome));
        return m_run.commit([&](TurnWriter& writer) { return write(writer, end); });
    }

    CallEnd ended(Result<ToolOutcome> outcome)
    {
        if (outcome) {
            const bool succeeded = outcome->succeeded;
            return {.outcome = std::move(*outcome),
                .journal = succeeded ? JournalOutcome::Succeeded : JournalOutcome::Failed};
        }
        const bool cancelled =
            outcome.error().code == ErrorCode::Cancelled && m_run.stop().isCancelled();
        const bool safe = m_tool->effect() == ToolEffect::Pure;
        return {.outcome = refused(!cancelled ? outcome.error().message
                        : safe                ? "The call was stopped by a person."
                                              : "The call was stopped by a person. It is not known "
                                                "whether it took effect."),
            .journal = cancelled ? JournalOutcome::Cancelled : JournalOutcome::Failed};
    }

    /// The effect and its result are one commit; an effect that fails leaves nothing behind, and
    /// that is committed instead.
    Result<void> commitTransaction()
    {
        std::optional<Error> refusal;
        const auto done = m_run.commit([&](TurnWriter& writer) -> Result<void> {
            auto outcome =
                m_tool->commit(writer.database(), writer.change(), m_arguments, m_context);
            if (!outcome) {
                refusal = outcome.error();
                return fail(std::move(outcome).error());
            }
            writer.noteMemoryChanged(m_run.agent().id);
            return write(writer, ended(std::move(outcome)));
        });
        const bool toolsFault = refusal && !isStorageError(refusal->code);
        if (done || !toolsFault) {
            return done;
        }
        return settle(fail(*refusal));
    }

    ToolOutcome refused(std::string message) const
    {
        return refusedOutcome(std::move(message), join(m_item.label, toolLabel(m_call.name)));
    }

    Result<void> write(TurnWriter& writer, const CallEnd& end)
    {
        const bool succeeded = end.journal == JournalOutcome::Succeeded;
        const bool cancelled = end.journal == JournalOutcome::Cancelled;
        const ItemStatus status = succeeded ? ItemStatus::Completed
            : cancelled                     ? ItemStatus::Cancelled
                                            : ItemStatus::Failed;
        TRY(writer.endItem(m_item.key, {.status = status}));
        TRY(writer.append({.kind = ItemKind::FunctionOutput,
            .status = status,
            .callId = m_call.callId,
            .name = m_call.name,
            .text = boundedOutput(end.outcome.text) + noteOfCallsLeftOut(),
            .label = end.outcome.label}));
        TRY(writer.journal({.step = m_step.step,
            .phase = JournalPhase::Result,
            .kind = JournalKind::ToolCall,
            .callId = m_call.callId,
            .outcome = end.journal,
            .payload = {{"malformed", end.malformed}}}));
        return writer.finishIfDone();
    }

    /// With the last output, so that the model learns of calls nobody made.
    [[nodiscard]] std::string noteOfCallsLeftOut() const
    {
        const TurnState& state = m_run.state();
        if (state.callsLeftOut == 0 || m_step.call + 1 != state.calls.size()) {
            return {};
        }
        return fmt::format("\n[{} further calls of this answer were not made. At most {} are "
                           "allowed in one answer.]",
            state.callsLeftOut, toolCallsPerAnswerMax);
    }

    TurnRun& m_run;
    CallTool m_step;
    CallState m_call;
    Item m_item;
    Tool* m_tool = nullptr;
    Json m_arguments;
    ToolContext m_context;
};

} // namespace

Result<void> performToolCall(TurnRun& run, const CallTool& step)
{
    return ToolCall(run, step).perform();
}

Result<void> askPerson(TurnRun& run, const AwaitApproval& step)
{
    const CallState call = run.state().calls[step.call];
    return run.commit([&](TurnWriter& writer) -> Result<void> {
        if (call.phase == CallState::Phase::Begun) {
            const Item item = TRY(callItem(writer.database(), writer.turn().key, call.callId));
            TRY(writer.endItem(item.key, {.status = ItemStatus::InDoubt}));
            TRY(writer.journal({.step = call.step,
                .phase = JournalPhase::Result,
                .kind = JournalKind::ToolCall,
                .callId = call.callId,
                .outcome = JournalOutcome::InDoubt}));
        }
        if (!step.asked) {
            TRY(writer.journal({.step = writer.state().lastStep + 1,
                .phase = JournalPhase::Intent,
                .kind = JournalKind::Approval,
                .callId = call.callId,
                .payload = {{"kind", "in_doubt"}}}));
        }
        return writer.park();
    });
}

} // namespace core
