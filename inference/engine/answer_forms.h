// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/model/language_model.h"
#include "inference/engine/answer_writer.h"
#include "inference/grammar/token_grammar.h"

#include <array>
#include <memory>

namespace inference {

/// Makes the forms that requests ask for ready for one model's vocabulary, which is taken apart
/// once, at the first such request.
/// Thread rule: one owner. Borrows tokenizer and ends.
class AnswerForms {
public:
    AnswerForms(const Tokenizer& tokenizer, const AnswerEnds& ends)
        : m_tokenizer(tokenizer)
        , m_ends(ends)
    {
    }

    /// The form of the answer to a request, nullptr when it is free. Good as long as this is.
    /// `callFormat` is the model's. LimitReached for a form that is too large, Unsupported for one
    /// that no text meets or that the vocabulary cannot write, InvalidInput for a choice of a tool
    /// that is not there.
    core::Result<std::unique_ptr<TokenGrammar>> formOf(
        const core::ModelRequest& request, CallFormat callFormat, bool startsInReasoning);

private:
    /// With control tokens that mean something in an answer as text, or without any.
    const TokenAlphabet& alphabet(bool hasMarkers);

    const Tokenizer& m_tokenizer;
    const AnswerEnds& m_ends;
    std::array<std::unique_ptr<const TokenAlphabet>, 2> m_alphabets;
};

} // namespace inference
