// SPDX-License-Identifier: Apache-2.0
#include "inference/tokenizer/bpe_tokenizer.h"

#include "inference/gguf/printable.h"
#include "inference/tokenizer/bpe_merger.h"
#include "inference/tokenizer/byte_alphabet.h"

#include <fmt/format.h>

#include <algorithm>

namespace inference {

core::Result<std::unique_ptr<Tokenizer>> BpeTokenizer::create(
    const GgufFile& file, Vocabulary vocabulary)
{
    const auto rule = wordRuleOf(vocabulary.preTokenizer);
    if (!rule) {
        return core::fail(core::Error{.code = core::ErrorCode::Unsupported,
            .message = fmt::format("The file needs the pre-tokenizer \"{}\"; this version has "
                                   "gpt-2, smollm, llama-bpe and qwen2. Choose another model.",
                printable(vocabulary.preTokenizer, 80)),
            .detail = "E_TOKENIZER",
            .field = file.fieldOf("tokenizer.ggml.pre")});
    }
    if (vocabulary.merges.empty()) {
        return core::fail(core::Error{.code = core::ErrorCode::Corrupt,
            .message = "The file has no merges for its tokens (tokenizer.ggml.merges), without "
                       "which its tokenizer cannot work.",
            .detail = "E_MISSING",
            .field = "tokenizer.ggml.merges"});
    }
    return std::make_unique<BpeTokenizer>(std::move(vocabulary), *rule);
}

BpeTokenizer::BpeTokenizer(Vocabulary words, WordRule rule)
    : TokenizerBase(std::move(words), {.addBos = rule == WordRule::Llama3, .addEos = false})
    , m_rule(rule)
    , m_merges(vocabulary())
{
    for (unsigned byte = 0; byte < 256; ++byte) {
        const char c = static_cast<char>(byte);
        m_byteIds[byte] = vocabulary().find(toByteAlphabet({&c, 1})).value_or(-1);
    }
    for (const std::string& token : vocabulary().tokens) {
        m_longestToken = std::max(m_longestToken, token.size());
    }
}

std::vector<TokenId> BpeTokenizer::encode(std::string_view text, SpecialTokens special) const
{
    std::vector<TokenId> out;
    std::vector<TokenId> bytes;
    BpeMerger merger(m_merges);
    const auto onWord = [&](std::string_view word) {
        if (const auto whole = wholeWord(word)) {
            out.push_back(*whole);
            return;
        }
        bytes.clear();
        for (const char byte : word) {
            bytes.push_back(m_byteIds[static_cast<unsigned char>(byte)]);
        }
        merger.merge(bytes, out);
    };
    specialTokens().split(
        text, special, [&](std::string_view stretch) { splitWords(stretch, m_rule, onWord); },
        [&](TokenId id) { out.push_back(id); });
    return out;
}

std::optional<TokenId> BpeTokenizer::wholeWord(std::string_view word) const
{
    if (m_rule != WordRule::Llama3 || word.size() > m_longestToken) {
        return std::nullopt;
    }
    const auto id = vocabulary().find(toByteAlphabet(word));
    return id && vocabulary().kind(*id) == TokenKind::Normal ? id : std::nullopt;
}

std::string BpeTokenizer::piece(TokenId id) const
{
    const std::string_view text = vocabulary().text(id);
    switch (vocabulary().kind(id)) {
    case TokenKind::Control:
    case TokenKind::Unknown:
        return {};
    case TokenKind::UserDefined:
        return std::string(text);
    default:
        return fromByteAlphabet(text).value_or(std::string(text));
    }
}

} // namespace inference
