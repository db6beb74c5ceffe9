// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/answer_forms.h"

#include "inference/engine/chat/answer_grammar.h"
#include "inference/engine/chat/answer_markers.h"

namespace inference {

const TokenAlphabet& AnswerForms::alphabet(bool hasMarkers)
{
    std::unique_ptr<const TokenAlphabet>& known = m_alphabets[hasMarkers ? 1 : 0];
    if (!known) {
        known = std::make_unique<const TokenAlphabet>(
            m_tokenizer, [this](TokenId id) { return m_ends.endsAt(id, m_tokenizer); },
            [hasMarkers](
                std::string_view spelling) { return hasMarkers && isAnswerMarker(spelling); });
    }
    return *known;
}

core::Result<std::unique_ptr<TokenGrammar>> AnswerForms::formOf(
    const core::ModelRequest& request, CallFormat callFormat, bool startsInReasoning)
{
    const AnswerShape shape{.callFormat = callFormat,
        .startsInReasoning = startsInReasoning,
        .schema = request.responseSchema.get(),
        .tools = request.tools,
        .choice = request.toolChoice};
    if (isFreeAnswer(shape)) {
        return std::unique_ptr<TokenGrammar>();
    }
    const TokenAlphabet& words = alphabet(needsMarkers(shape));
    Grammar grammar = TRY(answerGrammar(
        shape, {.alphabet = words.trie().alphabet(), .stepBytesMax = words.trie().longestToken()}));
    return std::make_unique<TokenGrammar>(std::move(grammar), words);
}

} // namespace inference
