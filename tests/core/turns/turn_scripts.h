// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/turns/turn_performer.h"
#include "tests/core/turns/turn_fixture.h"

#include <string>
#include <vector>

/// Scripts and steps that several tests of turns share.
namespace core {

inline ModelToolCall call(const char* id, const char* name, std::string arguments)
{
    return {.callId = id, .name = name, .arguments = std::move(arguments)};
}

/// A turn with text, two calls, another call and an answer.
inline std::vector<ScriptedAnswer> saveThenAnswer()
{
    return {{.chunks = {"I keep ", "that."},
                .toolCalls = {call("c1", "memory_save", R"({"text": "The key is under the mat."})"),
                    call("c2", "calculate", R"({"expression": "6*7"})")}},
        {.toolCalls = {call("c1", "memory_search", R"({"query": "key"})")}},
        {.chunks = {"It is ", "42", "."}}};
}

/// The claim, then an intent and a result for each of three model calls and three tool calls.
inline constexpr int commitsOfTurn = 13;

inline QStringList saveThenAnswerTranscript()
{
    return {"user message completed -: Remember it.", "assistant message completed -: I keep that.",
        R"(assistant function_call completed memory_save: {"text": "The key is under the mat."})",
        R"(assistant function_call completed calculate: {"expression": "6*7"})",
        "- function_output completed memory_save: Saved.",
        "- function_output completed calculate: 42",
        R"(assistant function_call completed memory_search: {"query": "key"})",
        "- function_output completed memory_search: - (semantic, user) The key is under the mat.\n",
        "assistant message completed -: It is 42."};
}

inline Performed perform(TurnFixture& fixture, const Turn& turn)
{
    TurnStop stop;
    return performTurn(fixture.services(), turn.key, stop);
}

} // namespace core
