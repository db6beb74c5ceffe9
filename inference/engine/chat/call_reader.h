// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/language_model.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace inference {

/// The name of a call whose own name cannot be read. No tool is named so: the runtime answers such
/// a call with an error that the model can read.
constexpr std::string_view unreadableToolName = "unreadable_call";

/// How a model writes that it calls a tool.
enum class CallFormat {
    None, ///< it calls none
    Tagged, ///< <tool_call>{"name": …, "arguments": {…}}</tool_call>
    Function, ///< <tool_call><function=name><parameter=key>value</parameter></function></tool_call>
    Llama, ///< {"name": …, "parameters": {…}}, perhaps behind <|python_tag|>
    Mistral, ///< [TOOL_CALLS][{…}, {…}] or [TOOL_CALLS]name[ARGS]{…}
    DeepSeek, ///< <｜tool▁calls▁begin｜> … <｜tool▁calls▁end｜>
    Harmony, ///< messages in channels, some of them to functions
};

/// "tagged", "function", "llama", …
std::string_view callFormatName(CallFormat format);

/// Parts an answer into text and calls while it streams, cut anywhere. What looks like a call and
/// is none becomes a call named unreadableToolName with all of it as its arguments, or stays text:
/// nothing the model wrote is lost.
/// Thread rule: one owner.
class CallReader {
public:
    virtual ~CallReader() = default;

    /// Takes the next piece; returns the text that is certainly no part of a call.
    virtual std::string add(std::string_view piece) = 0;

    /// The end of the answer: returns text that was held back, closes a call without an end.
    virtual std::string finish() = 0;

    /// The calls so far, in their order; ids only where the model wrote them.
    [[nodiscard]] const std::vector<core::ModelToolCall>& calls() const { return m_calls; }

    /// For a format whose calls are found in text: all but Harmony. `tools` tells the types of
    /// arguments that are written without any.
    static std::unique_ptr<CallReader> create(
        CallFormat format, std::vector<core::ToolDeclaration> tools);

protected:
    std::vector<core::ModelToolCall> m_calls;
};

/// A call that cannot be read, as it was written.
core::ModelToolCall unreadableCall(std::string_view written);

/// A JSON object with a name and with "arguments" or "parameters", which stay as they were written.
/// What is none is unreadable; so are arguments that are missing, under the name that was found.
core::ModelToolCall readJsonCall(std::string_view written);

/// Without the white space around.
std::string_view trimmedText(std::string_view text);

} // namespace inference
