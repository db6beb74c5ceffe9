// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/tokenizer/tokenizer_base.h"

namespace inference {

/// The tokenizer of llama, mistral, phi-3 and gemma models (sentence pieces with byte-pair
/// merging): of all neighbouring pieces whose join is a token, the one with the best score is
/// joined first, the leftmost among equals. What remains unknown becomes byte tokens.
class SpmTokenizer : public TokenizerBase {
public:
    /// E_MISSING when the vocabulary has no scores.
    static core::Result<std::unique_ptr<Tokenizer>> create(Vocabulary vocabulary);

    explicit SpmTokenizer(Vocabulary vocabulary);

    [[nodiscard]] std::vector<TokenId> encode(
        std::string_view text, SpecialTokens special) const override;
    [[nodiscard]] std::string piece(TokenId id) const override;
    [[nodiscard]] std::string decode(const std::vector<TokenId>& ids) const override;

private:
    bool m_addSpacePrefix;
    std::size_t m_longestToken;
};

} // namespace inference
