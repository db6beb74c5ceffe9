// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/engine/chat/call_reader.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace inference {

/// Calls between <tool_call> and </tool_call>: a JSON object (Hermes, Qwen 2.5 and 3, SmolLM3, and
/// the form Holdfast teaches models whose templates know no tools), or a <function=…> block (Qwen3
/// Coder, Qwen 3.5). An end inside a string of the JSON is no end.
class TaggedCallReader final : public CallReader {
public:
    /// `takesBare`: a <function=…> block without tags around it is a call, too.
    TaggedCallReader(std::vector<core::ToolDeclaration> tools, bool takesBare)
        : m_tools(std::move(tools))
        , m_takesBare(takesBare)
    {
    }
    std::string add(std::string_view piece) override;
    std::string finish() override;

private:
    enum class State { Text, Tagged, Bare };

    [[nodiscard]] bool enterCall(std::string& text);
    [[nodiscard]] bool leaveCall();
    [[nodiscard]] std::string_view endTag() const;
    void closeAt(std::size_t at);

    std::vector<core::ToolDeclaration> m_tools;
    bool m_takesBare;
    State m_state = State::Text;
    std::string m_held; ///< text that may become a tag, or the call so far
    std::size_t m_searched = 0; ///< bytes of m_held that hold no end of the call
    std::size_t m_firstEnd = std::string::npos; ///< an end that did not seem to be one
};

} // namespace inference
