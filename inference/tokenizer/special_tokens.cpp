// SPDX-License-Identifier: Apache-2.0
#include "inference/tokenizer/special_tokens.h"

#include <algorithm>

namespace inference {

SpecialTokenFinder::SpecialTokenFinder(const Vocabulary& vocabulary)
    : m_vocabulary(vocabulary)
{
    for (std::size_t i = 0; i < vocabulary.tokens.size(); ++i) {
        const TokenKind kind = vocabulary.kinds[i];
        const std::string_view text = vocabulary.tokens[i];
        if ((kind == TokenKind::Control || kind == TokenKind::UserDefined) && !text.empty()) {
            m_tokens.try_emplace(text, static_cast<TokenId>(i));
            m_lengths[static_cast<unsigned char>(text.front())].push_back(text.size());
        }
    }
    for (std::vector<std::size_t>& lengths : m_lengths) {
        std::sort(lengths.begin(), lengths.end(), std::greater<>());
        lengths.erase(std::unique(lengths.begin(), lengths.end()), lengths.end());
    }
}

SpecialTokenFinder::Match SpecialTokenFinder::matchAt(
    std::string_view text, SpecialTokens special) const
{
    if (special == SpecialTokens::Never) {
        return {};
    }
    for (const std::size_t length : m_lengths[static_cast<unsigned char>(text.front())]) {
        if (length > text.size()) {
            continue;
        }
        const auto found = m_tokens.find(text.substr(0, length));
        if (found != m_tokens.end()
            && (special == SpecialTokens::Parse
                || m_vocabulary.kind(found->second) == TokenKind::UserDefined))
        {
            return {found->second, length};
        }
    }
    return {};
}

void SpecialTokenFinder::split(std::string_view text, SpecialTokens special,
    const std::function<void(std::string_view)>& onText,
    const std::function<void(TokenId)>& onToken) const
{
    std::size_t begin = 0;
    std::size_t at = 0;
    while (at < text.size()) {
        const Match match = matchAt(text.substr(at), special);
        if (match.length == 0) {
            ++at;
            continue;
        }
        if (at > begin) {
            onText(text.substr(begin, at - begin));
        }
        onToken(match.id);
        at += match.length;
        begin = at;
    }
    if (at > begin) {
        onText(text.substr(begin));
    }
}

} // namespace inference
