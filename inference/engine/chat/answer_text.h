// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/language_model.h"
#include "inference/engine/chat/tool_call_parser.h"
#include "inference/tokenizer/text_stream.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace inference {

/// Turns the bytes of generated tokens into what is shown: whole characters, up to the first stop
/// string, calls taken out, white space before the first word dropped where a format says so.
/// Thread rule: one owner.
class AnswerText {
public:
    struct Rules {
        std::vector<std::string> stopStrings = {};
        bool findsToolCalls = false;
        bool trimsStart = false;
    };
    explicit AnswerText(Rules rules)
        : m_rules(std::move(rules))
    {
    }

    /// Takes the bytes of one token; returns text that is new and valid UTF-8.
    std::string add(std::string_view piece);

    /// The end: returns what was held back.
    std::string finish();

    /// True once a stop string came. Nothing behind it is shown.
    [[nodiscard]] bool stopped() const { return m_stopAt.has_value(); }

    /// How many bytes of pieces stand before the stop string.
    [[nodiscard]] std::optional<std::size_t> stopAt() const { return m_stopAt; }

    [[nodiscard]] const std::vector<core::ModelToolCall>& calls() const { return m_parser.calls(); }

private:
    [[nodiscard]] std::size_t heldBytes() const;
    std::string release(std::size_t count);
    std::string shown(std::string text);

    Rules m_rules;
    std::string m_held; ///< bytes that may become a stop string
    std::size_t m_released = 0; ///< bytes that went on from m_held
    std::optional<std::size_t> m_stopAt;
    TextStream m_stream;
    ToolCallParser m_parser;
    bool m_begun = false;
};

} // namespace inference
