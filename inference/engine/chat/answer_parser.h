// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/language_model.h"
#include "inference/engine/chat/call_reader.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace inference {

/// What an answer gained.
struct AnswerDelta {
    std::string text;
    std::string reasoning;
};

/// How an answer is to be read.
struct AnswerRules {
    CallFormat callFormat = CallFormat::None;
    bool trims = false; ///< white space around text and reasoning belongs to the format
    bool startsInReasoning = false; ///< the prompt ends inside of <think>
    std::vector<core::ToolDeclaration> tools = {};
};

/// Parts an answer into what the model thinks, what it says and what it calls, while it streams,
/// cut anywhere. Markers never come out as text, not even half of one; what only looks like one
/// does.
/// Thread rule: one owner.
class AnswerParser {
public:
    static std::unique_ptr<AnswerParser> create(AnswerRules rules);
    virtual ~AnswerParser() = default;

    virtual AnswerDelta add(std::string_view piece) = 0;
    virtual AnswerDelta finish() = 0;
    [[nodiscard]] virtual const std::vector<core::ModelToolCall>& calls() const = 0;
};

/// Takes white space off both ends of a text that streams.
/// Thread rule: one owner.
class StreamTrimmer {
public:
    explicit StreamTrimmer(bool trims)
        : m_trims(trims)
    {
    }
    std::string add(std::string_view piece);

private:
    bool m_trims;
    bool m_begun = false;
    std::string m_space; ///< behind the text so far
};

} // namespace inference
