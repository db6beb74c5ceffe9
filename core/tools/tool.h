// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/id.h"
#include "core/base/result.h"
#include "core/model/language_model.h"
#include "core/policy/label.h"
#include "core/store/database.h"
#include "core/tools/tool_effect.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>

namespace core {

/// Who calls and from where. Made by the turn, never by the model.
struct ToolContext {
    AgentId agent;
    std::int64_t agentKey = 0;
    std::int64_t branchKey = 0;
    ItemId callItem; ///< the function_call item
    std::string callId;
    std::string idempotencyKey; ///< the same for each try of the same call
    std::optional<std::filesystem::path> directory; ///< the one a person chose for the agent
    Label callLabel; ///< of everything the model had read when it made the call
    std::int64_t memorySequence = 0; ///< memory is seen as of this change
    std::stop_token stop;
};

/// What a tool says. A call that was understood and could not be done is an outcome, too.
struct ToolOutcome {
    std::string text; ///< for the model; valid UTF-8
    Label label; ///< where the text comes from, without the label of the call
    bool succeeded = true;
};

/// What a call of a tool may write at most; the rest is cut off with a note.
inline constexpr std::size_t toolOutputBytesMax = std::size_t{64} * 1024;

/// Something an agent can do. Its effect decides which function the runtime calls:
/// Transactional tools run in `commit`, inside the write operation of their result; all others in
/// `run`. An error returned (not an outcome) means the call could not be tried; its message goes to
/// the model as well.
/// Thread rule: all functions may be called from several threads at a time.
class Tool {
public:
    virtual ~Tool() = default;

    [[nodiscard]] virtual const ToolDeclaration& declaration() const = 0;
    [[nodiscard]] virtual ToolEffect effect() const = 0;

    /// `arguments` fit declaration().parameters. Ends within 200 ms of a stop, with Cancelled.
    virtual Result<ToolOutcome> run(const Json& arguments, const ToolContext& context);

    /// Transactional only: acts on the writer's thread. Must be short. `change` is the
    /// nextChange() of the operation.
    virtual Result<ToolOutcome> commit(
        Database& database, std::int64_t change, const Json& arguments, const ToolContext& context);

    /// Verifiable only: the outcome when the interrupted call did happen, nothing when it did not.
    virtual Result<std::optional<ToolOutcome>> probe(
        const Json& arguments, const ToolContext& context);
};

} // namespace core
