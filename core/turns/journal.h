// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/digest.h"
#include "core/text/json.h"
#include "core/tools/tool_effect.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace core {

enum class JournalPhase { Intent, Result };
enum class JournalKind { ModelCall, ToolCall, Approval, Finish };
enum class JournalOutcome { Succeeded, Failed, Cancelled, InDoubt, Interrupted };

/// One row of a turn's journal. A step has an intent and a result; `finish` and the tool calls that
/// are refused before they run have both at once. The payload holds no content, only:
/// - model_call intent `{seed, model_fingerprint, sampling, memory_seq}`
/// - model_call result `{calls: [{call_id, name}], finish, calls_left_out}`, failed: `{code,
///   message}`
/// - tool_call intent `{name}`; result `{malformed}`
/// - approval intent `{kind: "in_doubt"}`; result `{decision: "retry"|"skip"}`
/// - finish result `{status, code?, message?}`
struct JournalRow {
    std::int64_t step = 0; ///< from 1
    JournalPhase phase = JournalPhase::Intent;
    JournalKind kind = JournalKind::ModelCall;
    std::string callId = {}; ///< tool_call and approval
    std::optional<Digest> argumentsHash = {}; ///< tool_call intent: of the bytes as received
    std::optional<ToolEffect> effect = {}; ///< tool_call intent
    std::string idempotencyKey = {}; ///< tool_call intent
    std::optional<JournalOutcome> outcome = {}; ///< results
    Json payload = Json::object();
};

/// The names in the store: intent, result; model_call, …; succeeded, ….
std::string_view journalPhaseName(JournalPhase phase);
std::string_view journalKindName(JournalKind kind);
std::string_view journalOutcomeName(JournalOutcome outcome);
std::optional<JournalPhase> journalPhaseFromName(std::string_view name);
std::optional<JournalKind> journalKindFromName(std::string_view name);
std::optional<JournalOutcome> journalOutcomeFromName(std::string_view name);

} // namespace core
