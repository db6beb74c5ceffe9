// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/tokenizer/merge_table.h"
#include "inference/tokenizer/pre_tokenizer.h"
#include "inference/tokenizer/tokenizer_base.h"

#include <array>

namespace inference {

/// The byte-level tokenizer of gpt-2, llama 3 and qwen models: text is cut into words, each word
/// into bytes, and neighbours are merged in the order of the merge list.
class BpeTokenizer : public TokenizerBase {
public:
    /// E_TOKENIZER for a pre-tokenizer that is not known, E_MISSING without merges.
    static core::Result<std::unique_ptr<Tokenizer>> create(
        const GgufFile& file, Vocabulary vocabulary);

    BpeTokenizer(Vocabulary vocabulary, WordRule rule);

    [[nodiscard]] std::vector<TokenId> encode(
        std::string_view text, SpecialTokens special) const override;
    [[nodiscard]] std::string piece(TokenId id) const override;

private:
    /// The token that is exactly this word, when the model takes words whole before merging.
    [[nodiscard]] std::optional<TokenId> wholeWord(std::string_view word) const;

    WordRule m_rule;
    MergeTable m_merges;
    std::array<TokenId, 256> m_byteIds{}; ///< -1 for bytes without a token
    std::size_t m_longestToken = 0;
};

} // namespace inference
