// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/engine/chat/answer_parser.h"
#include "inference/tokenizer/text_stream.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace inference {

/// Turns the bytes of generated tokens into what is shown: whole characters, up to the first stop
/// string, reasoning and calls taken out.
/// Thread rule: one owner.
class AnswerText {
public:
    explicit AnswerText(AnswerRules rules, std::vector<std::string> stopStrings = {})
        : m_stopStrings(std::move(stopStrings))
        , m_parser(AnswerParser::create(std::move(rules)))
    {
    }

    /// Takes the bytes of one token; returns what is new, valid UTF-8.
    AnswerDelta add(std::string_view piece);

    /// The end: returns what was held back.
    AnswerDelta finish();

    /// True once a stop string came. Nothing behind it is shown.
    [[nodiscard]] bool stopped() const { return m_stopAt.has_value(); }

    /// How many bytes of pieces stand before the stop string.
    [[nodiscard]] std::optional<std::size_t> stopAt() const { return m_stopAt; }

    [[nodiscard]] const std::vector<core::ModelToolCall>& calls() const
    {
        return m_parser->calls();
    }

private:
    [[nodiscard]] std::size_t heldBytes() const;
    AnswerDelta release(std::size_t count);

    std::vector<std::string> m_stopStrings;
    std::string m_held; ///< bytes that may become a stop string
    std::size_t m_released = 0; ///< bytes that went on from m_held
    std::optional<std::size_t> m_stopAt;
    TextStream m_stream;
    std::unique_ptr<AnswerParser> m_parser;
};

} // namespace inference
