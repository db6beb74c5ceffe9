// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/engine/chat/marker_set.h"
#include "inference/engine/chat/prompt.h"
#include "inference/engine/chat/recorded_answer.h"
#include "inference/engine/chat/text_marks.h"

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace inference {

/// The markers of a rendered text that no break stands in, in their order: the template's own.
std::vector<MarkerSet::Match> wholeMarkers(const UnmarkedText& rendered, const MarkerSet& markers);

/// Cuts a rendered text into text, markers and the tokens of recorded answers. Borrows everything.
/// Thread rule: one owner.
class PromptPieces {
public:
    PromptPieces(const UnmarkedText& rendered, std::vector<MarkerSet::Match> markers,
        const Tokenizer& tokenizer)
        : m_rendered(rendered)
        , m_markers(std::move(markers))
        , m_tokenizer(tokenizer)
    {
    }

    /// Puts the tokens of an answer in the place of its text, if that stands where `anchor` was:
    /// behind the first character of `words` (npos: it did not come out). In their order.
    void putAnswer(std::size_t anchor, std::string_view words, std::span<const TokenId> ids,
        std::string_view lead);

    /// With what follows the last answer.
    Prompt finish();

private:
    void putUntil(std::size_t end);
    void putText(std::size_t end);

    const UnmarkedText& m_rendered;
    std::vector<MarkerSet::Match> m_markers;
    const Tokenizer& m_tokenizer;
    Prompt m_prompt;
    std::size_t m_at = 0; ///< in the text
    std::size_t m_nextMarker = 0;
    std::size_t m_nextBreak = 0;
};

} // namespace inference
