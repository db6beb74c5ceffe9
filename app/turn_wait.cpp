// SPDX-License-Identifier: Apache-2.0
#include "app/turn_wait.h"

namespace app {

namespace {

constexpr std::int64_t waitSliceMs = 30'000;

} // namespace

core::Result<core::Json> waitForTurn(Context& context, const std::string& turnId)
{
    for (;;) {
        const auto turn =
            context.call("turns.wait", {{"turn", turnId}, {"timeout_ms", waitSliceMs}});
        if (context.stop().stop_requested()) {
            return core::fail(core::ErrorCode::Cancelled,
                "Stopped. The turn is not done; it goes on with sessions resume.");
        }
        if (!turn || isSettled(*turn)) {
            return turn;
        }
    }
}

bool isSettled(const core::Json& turn)
{
    const std::string status = turn.value("status", "");
    return status == "completed" || status == "failed" || status == "cancelled"
        || status == "waiting";
}

} // namespace app
