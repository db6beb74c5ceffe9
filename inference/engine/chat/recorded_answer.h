// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace inference {

/// Bytes [begin, end) of a text.
struct TextRange {
    std::size_t begin = 0;
    std::size_t end = 0;
};

/// Where a template wrote an answer as it was generated, white space aside: templates trim texts
/// and set spaces into JSON, and what the model itself wrote is as true. White space inside of
/// quotes counts.
///   rendered   what the template wrote
///   at         where `words` stand in it
///   words      the first words of the answer's text, or the name of its first call
///   generated  the whole answer, markers and reasoning too
///   lead       the white space that the template writes before an answer: it stays outside
/// Nothing when the template wrote the answer otherwise, as without its reasoning.
std::optional<TextRange> findRecordedAnswer(std::string_view rendered, std::size_t at,
    std::string_view words, std::string_view generated, std::string_view lead);

/// The white space at the end of a text.
std::string_view trailingSpace(std::string_view text);

} // namespace inference
