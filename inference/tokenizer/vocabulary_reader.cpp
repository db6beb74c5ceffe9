// SPDX-License-Identifier: Apache-2.0
#include "inference/tokenizer/vocabulary_reader.h"

#include "inference/gguf/printable.h"

#include <fmt/format.h>

#include <cmath>

namespace inference {

using core::ErrorCode;
using core::Result;

namespace {

constexpr std::string_view tokensKey = "tokenizer.ggml.tokens";
constexpr std::string_view scoresKey = "tokenizer.ggml.scores";
constexpr std::string_view kindsKey = "tokenizer.ggml.token_type";
constexpr std::size_t shownBytes = 80;

/// The value of a hexadecimal digit, or 16.
unsigned digit(char c)
{
    if (c >= '0' && c <= '9') {
        return static_cast<unsigned>(c - '0');
    }
    if (c >= 'A' && c <= 'F') {
        return static_cast<unsigned>(c - 'A') + 10;
    }
    return c >= 'a' && c <= 'f' ? static_cast<unsigned>(c - 'a') + 10 : 16;
}

/// The byte that "<0x41>" names.
std::optional<std::uint8_t> namedByte(std::string_view text)
{
    if (text.size() != 6 || !text.starts_with("<0x") || text.back() != '>' || digit(text[3]) > 15
        || digit(text[4]) > 15)
    {
        return std::nullopt;
    }
    return static_cast<std::uint8_t>(digit(text[3]) * 16 + digit(text[4]));
}

} // namespace

Result<Vocabulary> VocabularyReader::read()
{
    TRY(readNames());
    TRY(readTokens());
    TRY(readScores());
    TRY(readKinds());
    TRY(indexTokens());
    TRY(readByteTokens());
    TRY(readMerges());
    TRY(readIds());
    TRY(checkIdLists());
    TRY(readFlags());
    TRY(checkTemplates());
    return std::move(m_vocabulary);
}

tl::unexpected<core::Error> VocabularyReader::fail(ErrorCode code, std::string_view detail,
    std::string_view key, std::optional<std::size_t> item, std::string message) const
{
    const Value* value = m_file.find(key);
    core::Error error{.code = code,
        .message = std::move(message),
        .detail = std::string(detail),
        .field = m_file.fieldOf(key) + (item ? fmt::format("[{}]", *item) : std::string())};
    if (value != nullptr) {
        error.byteOffset = value->offset;
    }
    return core::fail(std::move(error));
}

Result<const Value*> VocabularyReader::typed(std::string_view key, ValueType type) const
{
    const Value* value = m_file.find(key);
    if (value != nullptr && value->type != type) {
        return fail(ErrorCode::Corrupt, "E_TYPE", key, {},
            fmt::format("{} has the type {}; it must be {}.", key, valueTypeName(value->type),
                valueTypeName(type)));
    }
    return value;
}

Result<const ArrayValue*> VocabularyReader::typedArray(std::string_view key, ValueType type) const
{
    const Value* value = TRY(typed(key, ValueType::Array));
    if (value == nullptr) {
        return nullptr;
    }
    const auto& array = std::get<ArrayValue>(value->data);
    if (array.type != type) {
        return fail(ErrorCode::Corrupt, "E_TYPE", key, {},
            fmt::format("{} is an array of {}; it must be one of {}.", key,
                valueTypeName(array.type), valueTypeName(type)));
    }
    return &array;
}

Result<void> VocabularyReader::readNames()
{
    const Value* model = TRY(typed("tokenizer.ggml.model", ValueType::String));
    if (model == nullptr) {
        return fail(ErrorCode::Corrupt, "E_MISSING", "tokenizer.ggml.model", {},
            "The file does not say which tokenizer it needs (tokenizer.ggml.model). It may be a "
            "part of a model, such as an adapter or an image encoder.");
    }
    m_vocabulary.model = std::get<std::string>(model->data);
    const Value* pre = TRY(typed("tokenizer.ggml.pre", ValueType::String));
    m_vocabulary.preTokenizer = pre != nullptr ? std::get<std::string>(pre->data) : std::string();
    return {};
}

Result<void> VocabularyReader::readTokens()
{
    const ArrayValue* tokens = TRY(typedArray(tokensKey, ValueType::String));
    if (tokens == nullptr) {
        return fail(ErrorCode::Corrupt, "E_MISSING", tokensKey, {},
            "The file has no vocabulary (tokenizer.ggml.tokens).");
    }
    const std::size_t count = tokens->strings.size();
    if (count == 0 || count > limits::vocabularyMax) {
        return fail(ErrorCode::Corrupt, "E_RANGE", tokensKey, {},
            fmt::format("The vocabulary has {} tokens; 1 to {} are allowed.", count,
                limits::vocabularyMax));
    }
    for (std::size_t i = 0; i < count; ++i) {
        if (tokens->strings[i].size() > limits::tokenBytesMax) {
            return fail(ErrorCode::Corrupt, "E_TOKEN", tokensKey, i,
                fmt::format("Token {} is {} bytes long; at most {} are allowed.", i,
                    tokens->strings[i].size(), limits::tokenBytesMax));
        }
    }
    m_vocabulary.tokens = tokens->strings;
    return {};
}

/// Needs the kinds: tokens that stand for nothing may share a text.
Result<void> VocabularyReader::indexTokens()
{
    auto& index = m_vocabulary.m_index;
    index.reserve(m_vocabulary.tokens.size());
    for (std::size_t i = 0; i < m_vocabulary.tokens.size(); ++i) {
        const std::string_view text = m_vocabulary.tokens[i];
        const bool added = index.try_emplace(text, static_cast<TokenId>(i)).second;
        if (!added && m_vocabulary.kinds[i] != TokenKind::Unused) {
            return fail(ErrorCode::Corrupt, "E_TOKEN", tokensKey, i,
                fmt::format("Token {} is \"{}\", which token {} is already; a text may stand once "
                            "in a vocabulary.",
                    i, printable(text, shownBytes), index.at(text)));
        }
    }
    return {};
}

Result<void> VocabularyReader::readScores()
{
    const ArrayValue* scores = TRY(typedArray(scoresKey, ValueType::F32));
    if (scores == nullptr) {
        return {};
    }
    if (scores->floats.size() != m_vocabulary.tokens.size()) {
        return fail(ErrorCode::Corrupt, "E_LENGTH", scoresKey, {},
            fmt::format("There are {} scores for {} tokens; each token needs one.",
                scores->floats.size(), m_vocabulary.tokens.size()));
    }
    m_vocabulary.scores.reserve(scores->floats.size());
    for (std::size_t i = 0; i < scores->floats.size(); ++i) {
        if (!std::isfinite(scores->floats[i])) {
            return fail(ErrorCode::Corrupt, "E_RANGE", scoresKey, i,
                fmt::format("The score of token {} is no finite number.", i));
        }
        m_vocabulary.scores.push_back(static_cast<float>(scores->floats[i]));
    }
    return {};
}

Result<void> VocabularyReader::readKinds()
{
    const ArrayValue* kinds = TRY(typedArray(kindsKey, ValueType::I32));
    const std::size_t count = m_vocabulary.tokens.size();
    if (kinds == nullptr) {
        m_vocabulary.kinds.assign(count, TokenKind::Normal);
        return {};
    }
    if (kinds->signedIntegers.size() != count) {
        return fail(ErrorCode::Corrupt, "E_LENGTH", kindsKey, {},
            fmt::format("There are {} token types for {} tokens; each token needs one.",
                kinds->signedIntegers.size(), count));
    }
    m_vocabulary.kinds.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        const std::int64_t kind = kinds->signedIntegers[i];
        if (kind < 0 || kind > static_cast<std::int64_t>(TokenKind::Byte)) {
            return fail(ErrorCode::Corrupt, "E_RANGE", kindsKey, i,
                fmt::format("Token {} has the type {}; types are 0 to 6.", i, kind));
        }
        m_vocabulary.kinds.push_back(static_cast<TokenKind>(kind));
    }
    return {};
}

Result<void> VocabularyReader::readByteTokens()
{
    for (std::size_t i = 0; i < m_vocabulary.tokens.size(); ++i) {
        if (m_vocabulary.kinds[i] != TokenKind::Byte) {
            continue;
        }
        const std::string& text = m_vocabulary.tokens[i];
        const auto byte = namedByte(text);
        if (!byte || m_vocabulary.byteTokens[*byte]) {
            return fail(ErrorCode::Corrupt, "E_TOKEN", tokensKey, i,
                fmt::format("Byte token {} is \"{}\"; it must be <0x00> to <0xFF>, each once.", i,
                    printable(text, shownBytes)));
        }
        m_vocabulary.byteTokens[*byte] = static_cast<TokenId>(i);
    }
    return {};
}

} // namespace inference
