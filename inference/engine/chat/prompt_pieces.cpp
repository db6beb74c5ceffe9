// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/chat/prompt_pieces.h"

#include "inference/engine/chat/answer_markers.h"

#include <algorithm>

namespace inference {

namespace {

std::size_t firstCharacterBytes(std::string_view text)
{
    std::size_t end = 1;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
        ++end;
    }
    return end;
}

} // namespace

std::vector<MarkerSet::Match> wholeMarkers(const UnmarkedText& rendered, const MarkerSet& markers)
{
    std::vector<MarkerSet::Match> whole;
    auto nextBreak = rendered.breaks.begin();
    for (std::size_t at = 0; at < rendered.text.size();) {
        const auto match = markers.matchAt(rendered.text, at);
        if (!match) {
            ++at;
            continue;
        }
        nextBreak = std::upper_bound(nextBreak, rendered.breaks.end(), at);
        const bool isBroken = nextBreak != rendered.breaks.end() && *nextBreak < at + match->length;
        if (!isBroken) {
            whole.push_back(*match);
        }
        at += isBroken ? 1 : match->length;
    }
    return whole;
}

/// Text without whole markers. Where a broken one stands in it that would be a user-defined token,
/// no token of that kind may be one.
void PromptPieces::putText(std::size_t end)
{
    if (end <= m_at) {
        return;
    }
    const std::string_view text = std::string_view(m_rendered.text).substr(m_at, end - m_at);
    bool isBroken = false;
    const auto& breaks = m_rendered.breaks;
    for (; m_nextBreak < breaks.size() && breaks[m_nextBreak] <= end; ++m_nextBreak) {
        isBroken = isBroken || breaks[m_nextBreak] > m_at;
    }
    const std::vector<TokenId> ids =
        isBroken ? m_tokenizer.encode(text, SpecialTokens::AsText) : std::vector<TokenId>{};
    const bool spellsMarker = std::any_of(ids.begin(), ids.end(), [&](TokenId id) {
        const std::string_view spelling = m_tokenizer.tokenText(id);
        return m_tokenizer.isUserDefined(id)
            && (spelling.starts_with('<') || spelling.starts_with('['));
    });
    if (spellsMarker) {
        m_prompt.letters(text);
    } else {
        m_prompt.text(text);
    }
    m_at = end;
}

void PromptPieces::putUntil(std::size_t end)
{
    for (; m_nextMarker < m_markers.size() && m_markers[m_nextMarker].begin < end; ++m_nextMarker) {
        const MarkerSet::Match& marker = m_markers[m_nextMarker];
        putText(marker.begin);
        m_prompt.marker(marker.id);
        m_at = marker.begin + marker.length;
    }
    putText(end);
}

void PromptPieces::putAnswer(
    std::size_t anchor, std::string_view words, std::span<const TokenId> ids, std::string_view lead)
{
    if (anchor == std::string::npos || words.empty()) {
        return;
    }
    const std::size_t begin = anchor - firstCharacterBytes(words);
    const std::string generated = answerText(m_tokenizer, ids);
    const auto range = findRecordedAnswer(m_rendered.text, begin, words, generated, lead);
    if (!range || range->begin < m_at) {
        return;
    }
    putUntil(range->begin);
    m_prompt.tokens(ids);
    m_at = range->end;
    while (m_nextMarker < m_markers.size() && m_markers[m_nextMarker].begin < m_at) {
        ++m_nextMarker;
    }
}

Prompt PromptPieces::finish()
{
    putUntil(m_rendered.text.size());
    return std::move(m_prompt);
}

} // namespace inference
