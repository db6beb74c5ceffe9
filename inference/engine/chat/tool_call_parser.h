// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/language_model.h"

#include <string>
#include <string_view>
#include <vector>

namespace inference {

/// The name of a call whose own name cannot be read. No tool is named so: the runtime answers such
/// a call with an error that the model can read.
constexpr std::string_view unreadableToolName = "unreadable_call";

/// Parts an answer into text and `<tool_call>` blocks while it streams, cut anywhere. A block that
/// holds no call (no JSON, no end, no name) becomes a call too, with the whole block as its
/// arguments, so that nothing the model wrote is lost.
/// Thread rule: one owner.
class ToolCallParser {
public:
    /// Takes the next piece; returns the text that is certainly no part of a call.
    std::string add(std::string_view piece);

    /// The end of the answer: returns text that was held back, closes a block without an end.
    std::string finish();

    /// The calls so far, without ids.
    [[nodiscard]] const std::vector<core::ModelToolCall>& calls() const { return m_calls; }

private:
    std::string m_held; ///< text that may become a tag, or the block so far
    bool m_insideCall = false;
    std::vector<core::ModelToolCall> m_calls;
};

/// What stands between the tags as a call; see ToolCallParser for what is no call.
core::ModelToolCall readToolCall(std::string_view block);

} // namespace inference
