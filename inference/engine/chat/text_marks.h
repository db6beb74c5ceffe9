// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/text/json.h"
#include "inference/engine/chat/marker_set.h"

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace inference {

/// Where break marks are set: inside of each marker that is spelled, or behind every character that
/// a marker may begin with, so that not even a template that takes parts of a text away can make a
/// marker of what is left.
enum class BreakAt { Markers, Beginnings };

/// A text without its marks, and where they stood: byte offsets into `text`.
struct UnmarkedText {
    std::string text;
    std::vector<std::size_t> breaks; ///< rising
    std::vector<std::size_t> anchors; ///< by number; npos for one that did not come
};

/// Invisible characters that go through a template inside of texts: a break keeps a marker from
/// being one, an anchor tells where a message came out. They are code points that no text of the
/// conversation has: Unicode noncharacters for the break, and private ones of plane 16 for anchors.
/// Thread rule: immutable; any thread.
class TextMarks {
public:
    /// The most anchors of one conversation.
    static constexpr std::size_t anchorsMax = 4096;

    /// Looks through every string of the variables.
    static TextMarks choose(const core::OrderedJson& variables);

    /// A text in which no marker of the set stands any more. When a text holds every noncharacter
    /// there is, one of them becomes U+FFFD in it.
    [[nodiscard]] std::string broken(
        std::string_view text, const MarkerSet& markers, BreakAt where) const;

    /// The text with the anchor behind the character that begins at `at`; unchanged when there is
    /// no anchor of that number.
    [[nodiscard]] std::string anchored(
        std::string_view text, std::size_t at, std::size_t number) const;

    [[nodiscard]] UnmarkedText removed(std::string_view text, std::size_t anchors) const;

private:
    std::string m_break;
    bool m_isBreakShared = false; ///< a text has the same character
    bool m_hasAnchors = true;
};

/// Whether any string or name of a member is so.
bool anyString(const core::OrderedJson& value, const std::function<bool(std::string_view)>& holds);

/// Puts what `change` makes of it in the place of every string and every name of a member.
void changeStrings(
    core::OrderedJson& value, const std::function<std::string(std::string_view)>& change);

} // namespace inference
