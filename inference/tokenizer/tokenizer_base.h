// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/tokenizer/special_tokens.h"
#include "inference/tokenizer/tokenizer.h"
#include "inference/tokenizer/vocabulary.h"

#include <unordered_set>

namespace inference {

/// What all tokenizers share: everything that follows from the vocabulary alone.
class TokenizerBase : public Tokenizer {
public:
    /// What the kind of tokenizer does when the file does not say.
    struct Customs {
        bool addBos = false;
        bool addEos = false;
    };

    TokenizerBase(Vocabulary vocabulary, Customs customs);
    TokenizerBase(const TokenizerBase&) = delete;
    TokenizerBase& operator=(const TokenizerBase&) = delete;

    [[nodiscard]] std::string decode(const std::vector<TokenId>& ids) const override;
    [[nodiscard]] std::string_view tokenText(TokenId id) const override;
    [[nodiscard]] std::int32_t vocabularySize() const override;
    [[nodiscard]] std::optional<TokenId> bos() const override { return m_vocabulary.bos; }
    [[nodiscard]] std::optional<TokenId> eos() const override { return m_vocabulary.eos; }
    [[nodiscard]] std::optional<TokenId> eot() const override { return m_vocabulary.eot; }
    [[nodiscard]] std::optional<TokenId> unknown() const override { return m_vocabulary.unknown; }
    [[nodiscard]] bool addBos() const override;
    [[nodiscard]] bool addEos() const override;
    [[nodiscard]] bool isEndOfText(TokenId id) const override;
    [[nodiscard]] bool isControl(TokenId id) const override;
    [[nodiscard]] bool isUserDefined(TokenId id) const override;

protected:
    [[nodiscard]] const Vocabulary& vocabulary() const { return m_vocabulary; }
    [[nodiscard]] const SpecialTokenFinder& specialTokens() const { return m_specialTokens; }

private:
    Vocabulary m_vocabulary;
    SpecialTokenFinder m_specialTokens;
    Customs m_customs;
    std::unordered_set<TokenId> m_endOfText;
};

} // namespace inference
