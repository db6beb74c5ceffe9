// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/policy/label.h"
#include "core/store/database.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace core {

inline constexpr std::size_t idempotencyKeyBytesMax = 255;
inline constexpr std::int64_t inputsWaitingMax = 256; ///< messages queued behind a running turn

/// What came in for a session.
struct NewInput {
    std::int64_t sessionKey = 0;
    std::int64_t branchKey = 0;
    std::string text;
    std::optional<std::string> idempotencyKey = {};
    Label label = {};
};

/// A row of the ledger.
struct Input {
    std::int64_t key = 0; ///< inputs.id: the order in which they came
    std::int64_t sessionKey = 0;
    std::int64_t branchKey = 0;
    std::optional<std::int64_t> turnKey; ///< the turn that took it
    std::string text;
    Label label;
    TimestampUs createdAtUs = 0;
};

enum class InputArrival { New, Repeated };

struct AcceptedInput {
    Input input;
    InputArrival arrival = InputArrival::New;
};

/// The ordered ledger of inputs: every message is in it before it is acknowledged, and a turn takes
/// it from there at a step boundary.
/// Thread rule: all functions run inside an operation of Store.
class InputLedger {
public:
    explicit InputLedger(Clock& clock);

    /// Enters the text (checkMessage applies). The same key with the same text gives the row that
    /// is there, Repeated; with another text Conflict. LimitReached over inputsWaitingMax.
    Result<AcceptedInput> accept(Database& database, const NewInput& input);

    /// What no turn has taken, in order.
    static Result<std::vector<Input>> waiting(Database& database, std::int64_t sessionKey);

    /// Gives a waiting input to a turn; Conflict when a turn has it.
    static Result<void> take(Database& database, std::int64_t inputKey, std::int64_t turnKey);

private:
    Clock& m_clock;
};

} // namespace core
