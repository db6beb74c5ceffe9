// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/model/language_model.h"
#include "inference/engine/answer_writer.h"
#include "inference/grammar/token_grammar.h"

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
    /// LimitReached for one that is too large, Unsupported for one that no text meets or that the
    /// vocabulary cannot write.
    core::Result<std::unique_ptr<TokenGrammar>> formOf(const core::ModelRequest& request);

private:
    const TokenAlphabet& alphabet();

    const Tokenizer& m_tokenizer;
    const AnswerEnds& m_ends;
    std::unique_ptr<const TokenAlphabet> m_alphabet;
};

} // namespace inference
