// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/chat/answer_markers.h"

#include "core/text/utf8.h"

#include <algorithm>
#include <array>

namespace inference {

namespace {

constexpr std::array<std::string_view, 24> markers{"<think>", "</think>", "[THINK]", "[/THINK]",
    "<tool_call>", "</tool_call>", "<tool_response>", "</tool_response>", "<|python_tag|>",
    "[TOOL_CALLS]", "[ARGS]", "[CALL_ID]", "<|start|>", "<|channel|>", "<|constrain|>",
    "<|message|>", "<|end|>", "<|call|>", "<|return|>", "<｜tool▁calls▁begin｜>",
    "<｜tool▁calls▁end｜>", "<｜tool▁call▁begin｜>", "<｜tool▁call▁end｜>", "<｜tool▁sep｜>"};

} // namespace

bool isAnswerMarker(std::string_view spelling)
{
    return std::find(markers.begin(), markers.end(), spelling) != markers.end();
}

std::string answerPiece(const Tokenizer& tokenizer, TokenId id)
{
    const bool isMarker = tokenizer.isControl(id) && isAnswerMarker(tokenizer.tokenText(id));
    return isMarker ? std::string(tokenizer.tokenText(id)) : tokenizer.piece(id);
}

std::string answerText(const Tokenizer& tokenizer, std::span<const TokenId> ids)
{
    std::string text;
    for (const TokenId id : ids) {
        text += answerPiece(tokenizer, id);
    }
    return core::replaceInvalidUtf8(text);
}

} // namespace inference
