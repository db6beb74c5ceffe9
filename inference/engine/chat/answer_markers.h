// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/tokenizer/tokenizer.h"

#include <span>
#include <string>
#include <string_view>

namespace inference {

/// Whether a control token of this spelling means something inside an answer: where reasoning, a
/// call or a message begins or ends. Other control tokens say nothing and are not shown.
bool isAnswerMarker(std::string_view spelling);

/// What a generated token adds to an answer: its bytes, or the spelling of an answer's marker.
std::string answerPiece(const Tokenizer& tokenizer, TokenId id);

/// Generated tokens as the answer they were, valid UTF-8.
std::string answerText(const Tokenizer& tokenizer, std::span<const TokenId> ids);

} // namespace inference
