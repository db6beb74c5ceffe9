// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace core::schema {

/// Code points from `first` to `last`, both included.
struct CodePointRange {
    char32_t first = 0;
    char32_t last = 0;

    bool operator==(const CodePointRange&) const = default;
};

/// A set of Unicode scalar values: code points without the surrogates, which UTF-8 cannot hold.
class CodePointSet {
public:
    CodePointSet() = default;
    CodePointSet(std::initializer_list<CodePointRange> ranges);

    static CodePointSet all();

    /// Of ranges in any order, which may overlap.
    static CodePointSet of(std::vector<CodePointRange> ranges);

    /// What of it is a surrogate is left out.
    void add(CodePointRange range);
    void add(const CodePointSet& other);

    [[nodiscard]] CodePointSet complement() const;
    [[nodiscard]] CodePointSet intersection(const CodePointSet& other) const;
    [[nodiscard]] bool contains(char32_t codePoint) const;
    [[nodiscard]] bool empty() const { return m_ranges.empty(); }

    /// Sorted, apart from one another and not adjacent.
    [[nodiscard]] const std::vector<CodePointRange>& ranges() const { return m_ranges; }

private:
    std::vector<CodePointRange> m_ranges;
};

/// The code points of a text, which must be valid UTF-8.
std::vector<char32_t> codePointsOf(std::string_view utf8);

/// Appends the one to four bytes of a code point.
void appendUtf8(std::string& text, char32_t codePoint);

} // namespace core::schema
