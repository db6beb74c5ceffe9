// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/turns/turn.h"
#include "core/turns/turn_services.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

namespace core {

/// The worker threads that perform turns. They start with the first turn, so a program that only
/// looks at a workspace has none. A session has at most one open turn, so turns of a session never
/// run at the same time.
/// When it goes, running turns stop where they are and stay open: the next owner goes on with them.
/// Thread rule: all functions from any thread.
class TurnRunner {
public:
    explicit TurnRunner(const TurnServices& services, int workers = 4);
    ~TurnRunner();
    TurnRunner(const TurnRunner&) = delete;
    TurnRunner& operator=(const TurnRunner&) = delete;

    /// Performs a queued turn as soon as a worker is free.
    void enqueue(std::int64_t turnKey);

    /// Goes on with the turns (of one session) that a process which is gone left queued or in
    /// progress. Returns them.
    Result<std::vector<TurnId>> recover(std::optional<SessionId> session = {});

    /// Stops the session's open turn; it ends as cancelled within 200 ms. Returns it, or nothing
    /// when the session is idle.
    Result<std::optional<TurnId>> cancel(const SessionId& session);

    /// The turn when it is final or waits for a person, or as it is when the time is over or `stop`
    /// asks to give up.
    Result<Turn> wait(const TurnId& turn, std::chrono::milliseconds timeout, std::stop_token stop);

    /// Waits until no turn is queued or runs here; false when the time is over.
    bool waitIdle(std::chrono::milliseconds timeout);

private:
    class State;
    std::unique_ptr<State> m_state;
};

} // namespace core
