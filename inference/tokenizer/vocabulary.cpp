// SPDX-License-Identifier: Apache-2.0
#include "inference/tokenizer/vocabulary.h"

#include "inference/tokenizer/vocabulary_reader.h"

namespace inference {

core::Result<Vocabulary> Vocabulary::read(const GgufFile& file)
{
    return VocabularyReader(file).read();
}

std::optional<TokenId> Vocabulary::find(std::string_view text) const
{
    const auto found = m_index.find(text);
    return found == m_index.end() ? std::nullopt : std::optional(found->second);
}

} // namespace inference
