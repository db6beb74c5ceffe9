// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/tokenizer/tokenizer_base.h"

namespace inference {

/// The tokenizer of BERT models without case: text is folded and cut at spaces, signs and Chinese
/// characters; each word is taken apart from the left into the longest tokens there are, or is
/// unknown as a whole. Tokens that begin a word carry U+2581 in front.
class WordPieceTokenizer : public TokenizerBase {
public:
    /// E_MISSING when the vocabulary has no unknown token.
    static core::Result<std::unique_ptr<Tokenizer>> create(Vocabulary vocabulary);

    explicit WordPieceTokenizer(Vocabulary vocabulary);

    [[nodiscard]] std::vector<TokenId> encode(
        std::string_view text, SpecialTokens special) const override;
    [[nodiscard]] std::string piece(TokenId id) const override;
    [[nodiscard]] std::string decode(const std::vector<TokenId>& ids) const override;

private:
    void encodeWord(std::string_view word, std::vector<TokenId>& out) const;
    [[nodiscard]] std::optional<TokenId> findText(std::string_view piece) const;

    std::size_t m_longestToken = 0;
};

} // namespace inference
