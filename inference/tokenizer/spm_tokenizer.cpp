// SPDX-License-Identifier: Apache-2.0
#include "inference/tokenizer/spm_tokenizer.h"

#include "inference/tokenizer/spm_merger.h"

#include <algorithm>

namespace inference {

namespace {

/// U+2581, which stands for a space inside sentence pieces.
constexpr std::string_view spacePiece = "\xE2\x96\x81";

std::string withSpacePieces(std::string_view text)
{
    std::string out;
    out.reserve(text.size() + text.size() / 2);
    for (const char c : text) {
        if (c == ' ') {
            out += spacePiece;
        } else {
            out += c;
        }
    }
    return out;
}

std::string withSpaces(std::string_view text)
{
    std::string out;
    while (!text.empty()) {
        if (text.starts_with(spacePiece)) {
            out += ' ';
            text.remove_prefix(spacePiece.size());
        } else {
            out += text.front();
            text.remove_prefix(1);
        }
    }
    return out;
}

std::size_t longestToken(const Vocabulary& vocabulary)
{
    std::size_t longest = 0;
    for (const std::string& token : vocabulary.tokens) {
        longest = std::max(longest, token.size());
    }
    return longest;
}

} // namespace

core::Result<std::unique_ptr<Tokenizer>> SpmTokenizer::create(Vocabulary vocabulary)
{
    if (vocabulary.scores.empty()) {
        return core::fail(core::Error{.code = core::ErrorCode::Corrupt,
            .message = "The file has no scores for its tokens (tokenizer.ggml.scores), without "
                       "which its tokenizer cannot work.",
            .detail = "E_MISSING",
            .field = "tokenizer.ggml.scores"});
    }
    return std::make_unique<SpmTokenizer>(std::move(vocabulary));
}

SpmTokenizer::SpmTokenizer(Vocabulary words)
    : TokenizerBase(std::move(words), {.addBos = true, .addEos = false})
    , m_addSpacePrefix(vocabulary().addSpacePrefix.value_or(true))
    , m_longestToken(longestToken(vocabulary()))
{
}

std::vector<TokenId> SpmTokenizer::encode(std::string_view text, SpecialTokens special) const
{
    std::vector<TokenId> out;
    specialTokens().split(
        text, special,
        [&](std::string_view stretch) {
            std::string pieces = m_addSpacePrefix ? std::string(spacePiece) : std::string();
            pieces += withSpacePieces(stretch);
            SpmMerger(vocabulary(), m_longestToken).encode(pieces, out);
        },
        [&](TokenId id) { out.push_back(id); });
    return out;
}

std::string SpmTokenizer::piece(TokenId id) const
{
    const std::string_view text = vocabulary().text(id);
    switch (vocabulary().kind(id)) {
    case TokenKind::Control:
        return {};
    case TokenKind::Unknown:
        return " \xE2\x81\x87 "; // U+2047, as sentence-piece shows it
    case TokenKind::Byte: {
        const auto& bytes = vocabulary().byteTokens;
        const auto found = std::find(bytes.begin(), bytes.end(), id);
        return {static_cast<char>(found - bytes.begin())};
    }
    default:
        return withSpaces(text);
    }
}

std::string SpmTokenizer::decode(const std::vector<TokenId>& ids) const
{
    std::string out = TokenizerBase::decode(ids);
    if (m_addSpacePrefix && out.starts_with(' ')) {
        out.erase(0, 1);
    }
    return out;
}

} // namespace inference
