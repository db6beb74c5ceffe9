// SPDX-License-Identifier: Apache-2.0
#include "core/turns/turn_state.h"

#include <fmt/format.h>

#include <algorithm>

namespace core {

namespace {

constexpr std::uint64_t seedMask = (std::uint64_t{1} << 53U) - 1;

tl::unexpected<Error> unfit(const JournalRow& row, std::string_view why)
{
    return fail(ErrorCode::Corrupt,
        fmt::format("The journal row of step {} ({} {}) does not fit: {}.", row.step,
            journalKindName(row.kind), journalPhaseName(row.phase), why));
}

CallState* findCall(TurnState& state, const std::string& callId)
{
    const auto found = std::find_if(state.calls.begin(), state.calls.end(),
        [&](const CallState& call) { return call.callId == callId; });
    return found == state.calls.end() ? nullptr : &*found;
}

Result<void> applyModelIntent(TurnState& state, const JournalRow& row)
{
    if (state.openModelCall) {
        return unfit(row, "a model call is open already");
    }
    const auto seed = requiredInteger(row.payload, "seed", 0, static_cast<std::int64_t>(seedMask));
    const auto memory = requiredInteger(row.payload, "memory_seq", 0, INT64_MAX);
    if (!seed || !memory) {
        return unfit(row, "it has no seed or memory_seq");
    }
    state.memorySequence = *memory;
    state.openModelCall = OpenModelCall{row.step, static_cast<std::uint64_t>(*seed), *memory};
    return {};
}

Result<std::vector<CallState>> readCalls(const JournalRow& row)
{
    std::vector<CallState> calls;
    for (const Json& call : row.payload.value("calls", Json::array())) {
        auto callId = requiredString(call, "call_id");
        auto name = requiredString(call, "name");
        if (!callId || !name) {
            return unfit(row, "a call has no id or name");
        }
        calls.push_back({.callId = std::move(*callId), .name = std::move(*name)});
    }
    return calls;
}

Result<void> applyModelResult(TurnState& state, const JournalRow& row)
{
    if (!state.openModelCall) {
        return unfit(row, "no model call is open");
    }
    state.openModelCall.reset();
    ++state.modelCalls;
    state.calls.clear();
    if (row.outcome == JournalOutcome::Cancelled) {
        state.cancelled = true;
    } else if (row.outcome == JournalOutcome::Failed) {
        const std::string code = row.payload.value("code", std::string());
        state.failure = turnFailureFromName(code).value_or(TurnFailure::ModelFailed);
        state.failureMessage = row.payload.value("message", std::string());
    } else {
        state.calls = TRY(readCalls(row));
        state.callsLeftOut = row.payload.value("calls_left_out", std::int64_t{0});
        state.answered = state.calls.empty();
    }
    return {};
}

Result<void> applyToolIntent(CallState& call, const JournalRow& row)
{
    if (call.phase != CallState::Phase::Pending) {
        return unfit(row, "the call has begun already");
    }
    call.phase = CallState::Phase::Begun;
    call.step = row.step;
    call.effect = row.effect.value_or(ToolEffect::Unsafe);
    call.idempotencyKey = row.idempotencyKey;
    return {};
}

Result<void> applyToolResult(TurnState& state, CallState& call, const JournalRow& row)
{
    if (call.phase != CallState::Phase::Begun) {
        return unfit(row, "the call has not begun");
    }
    if (row.outcome == JournalOutcome::InDoubt) {
        call.phase = CallState::Phase::InDoubt;
        return {};
    }
    call.phase = CallState::Phase::Done;
    state.cancelled = state.cancelled || row.outcome == JournalOutcome::Cancelled;
    state.malformedInARow = row.payload.value("malformed", false) ? state.malformedInARow + 1 : 0;
    return {};
}

Result<void> applyApproval(CallState& call, const JournalRow& row)
{
    if (row.phase == JournalPhase::Intent) {
        if (call.phase != CallState::Phase::InDoubt) {
            return unfit(row, "nothing is in doubt");
        }
        call.phase = CallState::Phase::Asked;
        call.step = row.step;
        return {};
    }
    if (call.phase != CallState::Phase::Asked) {
        return unfit(row, "nobody was asked");
    }
    const bool again = row.payload.value("decision", std::string()) == "retry";
    call.phase = again ? CallState::Phase::Pending : CallState::Phase::Done;
    return {};
}

Result<void> applyCallRow(TurnState& state, const JournalRow& row)
{
    CallState* call = findCall(state, row.callId);
    if (call == nullptr) {
        return unfit(row, "the model's last answer has no such call");
    }
    if (row.kind == JournalKind::Approval) {
        return applyApproval(*call, row);
    }
    return row.phase == JournalPhase::Intent ? applyToolIntent(*call, row)
                                             : applyToolResult(state, *call, row);
}

Step nextForCall(const TurnState& state, std::size_t index)
{
    using Try = CallTool::Try;
    const CallState& call = state.calls[index];
    switch (call.phase) {
    case CallState::Phase::InDoubt:
        return AwaitApproval{state.lastStep + 1, index, false};
    case CallState::Phase::Asked:
        return AwaitApproval{call.step, index, true};
    case CallState::Phase::Begun:
        break;
    default:
        return CallTool{state.lastStep + 1, index, Try::First};
    }
    switch (call.effect) {
    case ToolEffect::Pure:
    case ToolEffect::Idempotent:
    case ToolEffect::Transactional:
        return CallTool{call.step, index, Try::Again};
    case ToolEffect::Verifiable:
        return CallTool{call.step, index, Try::Probe};
    case ToolEffect::Unsafe:
        break;
    }
    return AwaitApproval{call.step, index, false};
}

} // namespace

Result<void> applyRow(TurnState& state, const JournalRow& row)
{
    if (state.finished) {
        return unfit(row, "the turn is finished");
    }
    if (row.step < state.lastStep || row.step > state.lastStep + 1) {
        return unfit(row, fmt::format("the last step is {}", state.lastStep));
    }
    state.lastStep = row.step;
    switch (row.kind) {
    case JournalKind::ModelCall:
        return row.phase == JournalPhase::Intent ? applyModelIntent(state, row)
                                                 : applyModelResult(state, row);
    case JournalKind::ToolCall:
    case JournalKind::Approval:
        return applyCallRow(state, row);
    case JournalKind::Finish:
        state.finished = true;
        return {};
    }
    return unfit(row, "its kind is unknown");
}

Result<TurnState> foldJournal(std::uint64_t turnSeed, std::span<const JournalRow> rows)
{
    TurnState state;
    state.seed = turnSeed;
    for (const JournalRow& row : rows) {
        TRY(applyRow(state, row));
    }
    return state;
}

Step next(const TurnState& state)
{
    using Status = Finish::Status;
    const std::int64_t step = state.lastStep + 1;
    if (state.cancelled) {
        return cancelledNow(state);
    }
    if (state.failure) {
        return Finish{step, Status::Failed, state.failure, state.failureMessage};
    }
    if (state.openModelCall) {
        return CallModel{state.openModelCall->step, state.openModelCall->seed, true};
    }
    for (std::size_t i = 0; i < state.calls.size(); ++i) {
        if (state.calls[i].phase != CallState::Phase::Done) {
            return nextForCall(state, i);
        }
    }
    if (state.answered) {
        return Finish{step, Status::Completed};
    }
    if (state.malformedInARow >= malformedCallsMax) {
        return Finish{step, Status::Failed, TurnFailure::MalformedCalls,
            fmt::format("The model made {} calls in a row that could not be understood. At most {} "
                        "are allowed; send the message again or choose another model.",
                state.malformedInARow, malformedCallsMax - 1)};
    }
    if (state.modelCalls >= modelCallsMax) {
        return Finish{step, Status::Failed, TurnFailure::StepLimit,
            fmt::format("The turn made {} model calls, which is all one turn may make. Send a "
                        "message to go on.",
                state.modelCalls)};
    }
    return CallModel{step, modelCallSeed(state.seed, state.modelCalls), false};
}

Finish cancelledNow(const TurnState& state)
{
    return {state.lastStep + 1, Finish::Status::Cancelled};
}

std::uint64_t modelCallSeed(std::uint64_t turnSeed, int modelCall)
{
    if (modelCall == 0) {
        return turnSeed & seedMask;
    }
    // The finaliser of SplitMix64: neighbouring inputs give unrelated seeds.
    std::uint64_t x = turnSeed + 0x9e3779b97f4a7c15ULL * static_cast<std::uint64_t>(modelCall);
    x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27U)) * 0x94d049bb133111ebULL;
    return (x ^ (x >> 31U)) & seedMask;
}

} // namespace core
