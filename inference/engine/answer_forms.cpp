// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/answer_forms.h"

#include "inference/grammar/schema_grammar.h"

namespace inference {

const TokenAlphabet& AnswerForms::alphabet()
{
    if (!m_alphabet) {
        m_alphabet = std::make_unique<const TokenAlphabet>(
            m_tokenizer, [this](TokenId id) { return m_ends.endsAt(id, m_tokenizer); });
    }
    return *m_alphabet;
}

core::Result<std::unique_ptr<TokenGrammar>> AnswerForms::formOf(const core::ModelRequest& request)
{
    if (!request.responseSchema) {
        return std::unique_ptr<TokenGrammar>();
    }
    const TokenTrie& trie = alphabet().trie();
    Grammar grammar = TRY(grammarOf(*request.responseSchema,
        {.alphabet = trie.alphabet(), .stepBytesMax = trie.longestToken()}));
    return std::make_unique<TokenGrammar>(std::move(grammar), alphabet());
}

} // namespace inference
