// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/context.h"
#include "core/api/client.h"
#include "core/base/result.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

namespace app {

/// What is shown while a turn runs. Called on the thread that runs it.
struct TurnObserver {
    std::function<void(const core::Json& turn)> turn = {};
    /// New text, `offset` bytes after the start of its message.
    std::function<void(const std::string& text, std::int64_t offset)> delta = {};
    /// An item that is committed.
    std::function<void(const core::Json& item)> item = {};
};

/// One message to a session and all that comes of it, until the turn is final or waits for a
/// person. A stop cancels the turn, and its end is committed before run() returns.
/// Thread rule: one owner.
class Conversation {
public:
    Conversation(Context& context, std::shared_ptr<core::Client> client, std::string session)
        : m_context(context)
        , m_client(std::move(client))
        , m_session(std::move(session))
    {
    }

    /// What a turn came to.
    struct Outcome {
        core::Json turn;
        std::string text; ///< of its last message
    };

    /// Sends the text and follows the turn. Cancelled when a stop came; the turn's own error when
    /// it failed; Conflict when it waits for a decision.
    core::Result<Outcome> run(
        const std::string& text, const std::stop_token& stop, const TurnObserver& observer = {});

private:
    core::Result<core::Json> follow(
        const std::string& turnId, const std::stop_token& stop, const TurnObserver& observer);
    core::Result<core::Json> cancelAndWait(const std::string& turnId);
    bool show(const core::Event& event, const std::string& turnId, const TurnObserver& observer);
    core::Result<Outcome> outcomeOf(core::Json turn);
    core::Result<void> showMissedItems(const std::string& turnId, const TurnObserver& observer);
    core::Result<std::vector<core::Json>> itemsOf(const std::string& turnId);

    Context& m_context;
    std::shared_ptr<core::Client> m_client;
    std::string m_session;
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::deque<core::Event> m_events; ///< guarded by m_mutex
    std::set<std::string> m_shownItems;
};

} // namespace app
