// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/chat/marker_set.h"

#include "inference/engine/chat/answer_markers.h"

#include <algorithm>
#include <cctype>
#include <functional>

namespace inference {

namespace {

/// A marker of one character could not be broken, and would be found in every text.
constexpr std::size_t markerBytesMin = 3;

/// Names of control tokens that are mere words; no template writes them, and text has them.
bool isWord(std::string_view text)
{
    return std::isalnum(static_cast<unsigned char>(text.front())) != 0 || text.front() == ' ';
}

bool isInBrackets(std::string_view text)
{
    return (text.starts_with('<') && text.ends_with('>'))
        || (text.starts_with('[') && text.ends_with(']'));
}

bool steers(const Tokenizer& tokenizer, TokenId id, std::string_view chatTemplate)
{
    const std::string_view text = tokenizer.tokenText(id);
    if (text.size() < markerBytesMin || isWord(text)) {
        return false;
    }
    if (tokenizer.isControl(id)) {
        return true;
    }
    return tokenizer.isUserDefined(id) && isInBrackets(text)
        && (isAnswerMarker(text) || chatTemplate.find(text) != std::string_view::npos);
}

} // namespace

MarkerSet::MarkerSet(const Tokenizer& tokenizer, std::string_view chatTemplate)
{
    for (TokenId id = 0; id < tokenizer.vocabularySize(); ++id) {
        if (steers(tokenizer, id, chatTemplate)) {
            const std::string_view text = tokenizer.tokenText(id);
            m_markers.try_emplace(text, id);
            m_lengths[static_cast<unsigned char>(text.front())].push_back(text.size());
        }
    }
    for (std::vector<std::size_t>& lengths : m_lengths) {
        std::sort(lengths.begin(), lengths.end(), std::greater<>());
        lengths.erase(std::unique(lengths.begin(), lengths.end()), lengths.end());
    }
}

std::optional<MarkerSet::Match> MarkerSet::matchAt(std::string_view text, std::size_t at) const
{
    for (const std::size_t length : m_lengths[static_cast<unsigned char>(text[at])]) {
        if (length <= text.size() - at) {
            const auto found = m_markers.find(text.substr(at, length));
            if (found != m_markers.end()) {
                return Match{.begin = at, .length = length, .id = found->second};
            }
        }
    }
    return std::nullopt;
}

} // namespace inference
