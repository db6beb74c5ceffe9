// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/model/language_model.h"
#include "inference/engine/chat/call_reader.h"
#include "inference/grammar/grammar_builder.h"

#include <span>

namespace inference {

/// What an answer is to be.
struct AnswerShape {
    CallFormat callFormat = CallFormat::None; ///< of the model, whether it may call or not
    bool startsInReasoning = false; ///< the answer begins inside of <think>
    /// The text is one JSON value that this allows, and nothing is called. Borrowed.
    const core::Schema* schema = nullptr;
    std::span<const core::ToolDeclaration> tools = {};
    core::ToolChoice choice = {};
};

/// True when an answer of this shape is free in every byte, so that no grammar is needed.
bool isFreeAnswer(const AnswerShape& shape);

/// True when the grammar knows control tokens by their spelling (answer_markers.h).
bool needsMarkers(const AnswerShape& shape);

/// The grammar of whole answers. Where a call begins, its name is that of a tool and its arguments
/// are what the tool's schema allows; a tool whose schema is not understood (Schema), too
/// large or cannot be met takes any object. What is reasoned comes first and is free.
/// InvalidInput for a choice of a tool that is not there; Unsupported for a demanded call of a
/// model that was taught none; else GrammarBuilder::build.
core::Result<Grammar> answerGrammar(const AnswerShape& shape, GrammarBuilder::Options options);

} // namespace inference
