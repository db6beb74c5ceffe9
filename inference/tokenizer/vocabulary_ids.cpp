// SPDX-License-Identifier: Apache-2.0
// The half of VocabularyReader that checks what points into the vocabulary.
#include "inference/tokenizer/vocabulary_reader.h"

#include "core/text/utf8.h"
#include "inference/gguf/printable.h"

#include <fmt/format.h>

#include <unordered_set>

namespace inference {

using core::ErrorCode;
using core::Result;

namespace {

constexpr std::string_view mergesKey = "tokenizer.ggml.merges";

/// What writers put for "there is no such token".
constexpr std::uint64_t noId = 0xFFFFFFFFU;

/// Ids that are only checked; nothing uses them yet.
constexpr std::array<std::string_view, 9> otherIds{"tokenizer.ggml.padding_token_id",
    "tokenizer.ggml.eom_token_id", "tokenizer.ggml.mask_token_id",
    "tokenizer.ggml.fim_pre_token_id", "tokenizer.ggml.fim_suf_token_id",
    "tokenizer.ggml.fim_mid_token_id", "tokenizer.ggml.fim_pad_token_id",
    "tokenizer.ggml.fim_rep_token_id", "tokenizer.ggml.fim_sep_token_id"};

bool isIdList(std::string_view key)
{
    return key == "tokenizer.ggml.added_tokens"
        || (key.starts_with("tokenizer.ggml.") && key.ends_with("_token_ids"));
}

} // namespace

Result<void> VocabularyReader::checkMerge(std::size_t index, const Value& value) const
{
    const std::string& merge = std::get<ArrayValue>(value.data).strings[index];
    const std::size_t space = merge.find(' ', 1);
    if (space == std::string::npos || space + 1 == merge.size()) {
        return fail(ErrorCode::Corrupt, "E_MERGE", mergesKey, index,
            fmt::format("Merge {} is \"{}\"; it must be two tokens with a space between.", index,
                printable(merge, 80)));
    }
    const std::string_view left = std::string_view(merge).substr(0, space);
    const std::string_view right = std::string_view(merge).substr(space + 1);
    if (!m_vocabulary.find(left) || !m_vocabulary.find(right)) {
        return fail(ErrorCode::Corrupt, "E_MERGE", mergesKey, index,
            fmt::format("Merge {} is \"{}\", but one of its parts is no token of the vocabulary.",
                index, printable(merge, 80)));
    }
    return {};
}

Result<void> VocabularyReader::readMerges()
{
    const ArrayValue* merges = TRY(typedArray(mergesKey, ValueType::String));
    if (merges == nullptr) {
        return {};
    }
    if (merges->strings.size() > limits::mergesMax) {
        return fail(ErrorCode::Corrupt, "E_MERGE", mergesKey, {},
            fmt::format("There are {} merges; at most {} are allowed.", merges->strings.size(),
                limits::mergesMax));
    }
    const Value& value = *m_file.find(mergesKey);
    for (std::size_t i = 0; i < merges->strings.size(); ++i) {
        TRY(checkMerge(i, value));
    }
    m_vocabulary.merges = merges->strings;
    return {};
}

Result<std::optional<TokenId>> VocabularyReader::readId(std::string_view key, bool mayBeNone) const
{
    const Value* value = m_file.find(key);
    if (value == nullptr) {
        return std::nullopt;
    }
    const bool isInteger = std::holds_alternative<std::uint64_t>(value->data)
        || std::holds_alternative<std::int64_t>(value->data);
    if (!isInteger) {
        return fail(ErrorCode::Corrupt, "E_TYPE", key, {},
            fmt::format(
                "{} has the type {}; it must be an integer.", key, valueTypeName(value->type)));
    }
    const auto id = unsignedInteger(*value);
    if (mayBeNone && id == noId) {
        return std::nullopt;
    }
    if (!id || *id >= m_vocabulary.tokens.size()) {
        return fail(ErrorCode::Corrupt, "E_TOKEN_ID", key, {},
            fmt::format("{} is {}; the vocabulary has the ids 0 to {}.", key,
                id ? fmt::format("{}", *id) : "negative", m_vocabulary.tokens.size() - 1));
    }
    return static_cast<TokenId>(*id);
}

Result<void> VocabularyReader::readIds()
{
    m_vocabulary.bos = TRY(readId("tokenizer.ggml.bos_token_id", false));
    m_vocabulary.eos = TRY(readId("tokenizer.ggml.eos_token_id", false));
    m_vocabulary.eot = TRY(readId("tokenizer.ggml.eot_token_id", false));
    m_vocabulary.unknown = TRY(readId("tokenizer.ggml.unknown_token_id", true));
    m_vocabulary.classifier = TRY(readId("tokenizer.ggml.cls_token_id", true));
    // Most files write the word as its first writer did.
    m_vocabulary.separator = TRY(readId("tokenizer.ggml.seperator_token_id", true));
    if (!m_vocabulary.separator) {
        m_vocabulary.separator = TRY(readId("tokenizer.ggml.separator_token_id", true));
    }
    for (const std::string_view key : otherIds) {
        TRY(readId(key, true));
    }
    return {};
}

Result<void> VocabularyReader::checkIdLists() const
{
    for (const MetadataEntry& entry : m_file.metadata()) {
        if (isIdList(entry.key)) {
            TRY(checkIdList(entry));
        }
    }
    return {};
}

Result<void> VocabularyReader::checkIdList(const MetadataEntry& entry) const
{
    const auto* array = std::get_if<ArrayValue>(&entry.value.data);
    if (array == nullptr || !array->floats.empty()) {
        return fail(ErrorCode::Corrupt, "E_TYPE", entry.key, {},
            fmt::format("{} must be an array of token ids.", entry.key));
    }
    std::unordered_set<std::uint64_t> seen;
    // A negative id becomes a very large one and is refused like it.
    const auto check = [&](std::uint64_t id, std::size_t item) -> Result<void> {
        if (id >= m_vocabulary.tokens.size() || !seen.insert(id).second) {
            return fail(ErrorCode::Corrupt, "E_TOKEN_ID", entry.key, item,
                fmt::format("{} names the id {} twice or outside the vocabulary of {} tokens.",
                    entry.key, static_cast<std::int64_t>(id), m_vocabulary.tokens.size()));
        }
        return {};
    };
    for (std::size_t i = 0; i < array->unsignedIntegers.size(); ++i) {
        TRY(check(array->unsignedIntegers[i], i));
    }
    for (std::size_t i = 0; i < array->signedIntegers.size(); ++i) {
        TRY(check(static_cast<std::uint64_t>(array->signedIntegers[i]), i));
    }
    return {};
}

Result<void> VocabularyReader::readFlags()
{
    const auto flag = [&](std::string_view key) -> Result<std::optional<bool>> {
        const Value* value = TRY(typed(key, ValueType::Bool));
        return value != nullptr ? std::optional(std::get<bool>(value->data)) : std::nullopt;
    };
    m_vocabulary.addBos = TRY(flag("tokenizer.ggml.add_bos_token"));
    m_vocabulary.addEos = TRY(flag("tokenizer.ggml.add_eos_token"));
    m_vocabulary.addSpacePrefix = TRY(flag("tokenizer.ggml.add_space_prefix"));
    return {};
}

Result<void> VocabularyReader::checkTemplates() const
{
    for (const MetadataEntry& entry : m_file.metadata()) {
        const bool isTemplate = entry.key == "tokenizer.chat_template"
            || entry.key.starts_with("tokenizer.chat_template.");
        if (!isTemplate) {
            continue;
        }
        const Value* value = TRY(typed(entry.key, ValueType::String));
        const auto& text = std::get<std::string>(value->data);
        if (text.size() > limits::chatTemplateBytesMax || !core::isValidUtf8(text)) {
            return fail(ErrorCode::Corrupt, "E_TEMPLATE", entry.key, {},
                fmt::format("The chat template is {} bytes long; it must be UTF-8 of at most {} "
                            "bytes.",
                    text.size(), limits::chatTemplateBytesMax));
        }
    }
    return {};
}

} // namespace inference
