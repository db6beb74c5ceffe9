// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/tokenizer/vocabulary.h"

namespace inference {

/// Fills and checks a Vocabulary from the metadata of a file. Used once.
class VocabularyReader {
public:
    explicit VocabularyReader(const GgufFile& file)
        : m_file(file)
    {
    }
    core::Result<Vocabulary> read();

private:
    core::Result<void> readNames();
    core::Result<void> readTokens();
    core::Result<void> indexTokens();
    core::Result<void> readScores();
    core::Result<void> readKinds();
    core::Result<void> readByteTokens();
    core::Result<void> readMerges();
    core::Result<void> checkMerge(std::size_t index, const Value& value) const;
    core::Result<void> readIds();
    core::Result<std::optional<TokenId>> readId(std::string_view key, bool mayBeNone) const;
    core::Result<void> checkIdLists() const;
    core::Result<void> checkIdList(const MetadataEntry& entry) const;
    core::Result<void> readFlags();
    core::Result<void> checkTemplates() const;

    /// The value of a key that must be of a type, nullptr when it is absent. E_TYPE.
    core::Result<const Value*> typed(std::string_view key, ValueType type) const;
    /// The array of a key that must have items of a type, nullptr when absent. E_TYPE.
    core::Result<const ArrayValue*> typedArray(std::string_view key, ValueType type) const;
    tl::unexpected<core::Error> fail(core::ErrorCode code, std::string_view detail,
        std::string_view key, std::optional<std::size_t> item, std::string message) const;

    const GgufFile& m_file;
    Vocabulary m_vocabulary;
};

} // namespace inference
