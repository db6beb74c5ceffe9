// SPDX-License-Identifier: Apache-2.0
#include "core/turns/turn_performer.h"

#include "core/turns/model_step.h"
#include "core/turns/tool_step.h"
#include "core/turns/turn_run.h"

#include <fmt/format.h>

namespace core {

namespace {

/// Performs one step of each kind.
struct StepPerformer {
    TurnRun& run;

    Result<void> operator()(const CallModel& step) const { return performModelCall(run, step); }
    Result<void> operator()(const CallTool& step) const { return performToolCall(run, step); }
    Result<void> operator()(const AwaitApproval& step) const { return askPerson(run, step); }
    Result<void> operator()(const Finish& step) const
    {
        return run.commit([&](TurnWriter& writer) { return writer.finish(step); });
    }
};

/// What passes by itself or when a person makes room: worth trying again.
bool mayPass(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Locked:
    case ErrorCode::ReadOnly:
    case ErrorCode::DiskFull:
    case ErrorCode::Io:
    case ErrorCode::OutOfMemory:
    case ErrorCode::Unavailable:
        return true;
    default:
        return false;
    }
}

bool isLost(const Error& error)
{
    return error.detail == turnNotOurs;
}

/// A step could not be committed. What would fail again and again ends the turn instead, so that
/// the session stays usable.
Performed failed(TurnRun& run, Error error)
{
    if (isLost(error)) {
        return {.end = Performed::End::NotOurs, .error = std::move(error)};
    }
    if (!mayPass(error.code)) {
        const Finish end{run.state().lastStep + 1, Finish::Status::Failed,
            TurnFailure::InternalError,
            fmt::format("A step of the turn could not be kept: {}", error.message)};
        if (run.commit([&](TurnWriter& writer) { return writer.finish(end); })) {
            return {.end = Performed::End::Final, .nextTurn = run.nextTurnKey()};
        }
    }
    run.release();
    return {.end = Performed::End::StoreFailed, .error = std::move(error)};
}

} // namespace

Performed performTurn(const TurnServices& services, std::int64_t turnKey, TurnStop& stop)
{
    auto opened = TurnRun::open(services, turnKey, stop);
    if (!opened) {
        const bool lost = isLost(opened.error()) || opened.error().code == ErrorCode::NotFound;
        return {.end = lost ? Performed::End::NotOurs : Performed::End::StoreFailed,
            .error = std::move(opened).error()};
    }
    TurnRun& run = *opened;
    while (run.turn().status == TurnStatus::InProgress) {
        Step step = next(run.state());
        if (stop.isStopped() && !std::holds_alternative<Finish>(step)) {
            if (!stop.isCancelled()) {
                run.release();
                return {.end = Performed::End::Halted};
            }
            step = cancelledNow(run.state());
        }
        if (const auto done = std::visit(StepPerformer{run}, step); !done) {
            return failed(run, done.error());
        }
    }
    const bool waits = run.turn().status == TurnStatus::Waiting;
    return {.end = waits ? Performed::End::Waiting : Performed::End::Final,
        .nextTurn = run.nextTurnKey()};
}

} // namespace core
