// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "inference/gguf/gguf_file.h"
#include "inference/tokenizer/tokenizer.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace inference {

/// What a token is, by its number in the file.
enum class TokenKind : std::uint8_t {
    Undefined = 0,
    Normal = 1,
    Unknown = 2,
    Control = 3,
    UserDefined = 4,
    Unused = 5,
    Byte = 6,
};

namespace limits {
constexpr std::size_t vocabularyMax = std::size_t{1} << 22U;
constexpr std::size_t tokenBytesMax = 65535;
constexpr std::size_t mergesMax = std::size_t{1} << 23U;
constexpr std::size_t chatTemplateBytesMax = std::size_t{1} << 20U;
} // namespace limits

/// The vocabulary of a file, checked: arrays of equal length, every id inside, byte tokens well
/// formed, no text twice. Immutable once read; moving keeps all views valid, copying is forbidden.
class Vocabulary {
public:
    /// Reads `tokenizer.ggml.*`; tokenizer.h names the errors.
    static core::Result<Vocabulary> read(const GgufFile& file);

    Vocabulary(Vocabulary&&) = default;
    Vocabulary& operator=(Vocabulary&&) = default;

    /// The kind of tokenizer, such as "llama" or "gpt2", and its pre-tokenizer, empty when unsaid.
    std::string model;
    std::string preTokenizer;

    std::vector<std::string> tokens;
    std::vector<float> scores; ///< as many as tokens, or none
    std::vector<TokenKind> kinds; ///< as many as tokens
    std::vector<std::string> merges; ///< "left right", best first
    std::array<std::optional<TokenId>, 256> byteTokens{};

    std::optional<TokenId> bos, eos, eot, unknown, separator, classifier;
    std::optional<bool> addBos, addEos, addSpacePrefix; ///< nothing when the file does not say

    /// The token with exactly this text.
    [[nodiscard]] std::optional<TokenId> find(std::string_view text) const;
    [[nodiscard]] bool contains(TokenId id) const
    {
        return id >= 0 && static_cast<std::size_t>(id) < tokens.size();
    }
    [[nodiscard]] TokenKind kind(TokenId id) const
    {
        return contains(id) ? kinds[static_cast<std::size_t>(id)] : TokenKind::Undefined;
    }
    [[nodiscard]] std::string_view text(TokenId id) const
    {
        return contains(id) ? std::string_view(tokens[static_cast<std::size_t>(id)])
                            : std::string_view();
    }

private:
    friend class VocabularyReader;
    Vocabulary() = default;
    std::unordered_map<std::string_view, TokenId> m_index; ///< views into `tokens`
};

} // namespace inference
