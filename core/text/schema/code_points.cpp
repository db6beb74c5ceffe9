// SPDX-License-Identifier: Apache-2.0
#include "core/text/schema/code_points.h"

#include <algorithm>

namespace core::schema {

namespace {

constexpr char32_t surrogateFirst = 0xD800;
constexpr char32_t surrogateLast = 0xDFFF;
constexpr char32_t codePointLast = 0x10FFFF;

void append(std::vector<CodePointRange>& ranges, CodePointRange range)
{
    if (range.first <= range.last) {
        ranges.push_back(range);
    }
}

} // namespace

CodePointSet::CodePointSet(std::initializer_list<CodePointRange> ranges)
{
    for (const CodePointRange& range : ranges) {
        add(range);
    }
}

CodePointSet CodePointSet::all()
{
    return {{0, codePointLast}};
}

CodePointSet CodePointSet::of(std::vector<CodePointRange> ranges)
{
    std::vector<CodePointRange> sorted;
    for (const CodePointRange& range : ranges) {
        append(sorted, {range.first, std::min<char32_t>(range.last, surrogateFirst - 1)});
        append(sorted,
            {std::max<char32_t>(range.first, surrogateLast + 1),
                std::min(range.last, codePointLast)});
    }
    std::sort(sorted.begin(), sorted.end(),
        [](const auto& a, const auto& b) { return a.first < b.first; });
    CodePointSet set;
    for (const CodePointRange& next : sorted) {
        if (!set.m_ranges.empty() && next.first <= set.m_ranges.back().last + 1) {
            set.m_ranges.back().last = std::max(set.m_ranges.back().last, next.last);
        } else {
            set.m_ranges.push_back(next);
        }
    }
    return set;
}

void CodePointSet::add(CodePointRange range)
{
    m_ranges.push_back(range);
    *this = of(std::move(m_ranges));
}

void CodePointSet::add(const CodePointSet& other)
{
    for (const CodePointRange& range : other.m_ranges) {
        add(range);
    }
}

CodePointSet CodePointSet::complement() const
{
    CodePointSet result;
    char32_t next = 0;
    for (const CodePointRange& range : m_ranges) {
        if (range.first > next) {
            result.add({next, range.first - 1});
        }
        next = range.last + 1;
    }
    result.add({next, codePointLast});
    return result;
}

CodePointSet CodePointSet::intersection(const CodePointSet& other) const
{
    CodePointSet result;
    for (const CodePointRange& mine : m_ranges) {
        for (const CodePointRange& theirs : other.m_ranges) {
            append(result.m_ranges,
                {std::max(mine.first, theirs.first), std::min(mine.last, theirs.last)});
        }
    }
    return result;
}

bool CodePointSet::contains(char32_t codePoint) const
{
    return std::any_of(m_ranges.begin(), m_ranges.end(), [&](const CodePointRange& range) {
        return codePoint >= range.first && codePoint <= range.last;
    });
}

std::vector<char32_t> codePointsOf(std::string_view utf8)
{
    std::vector<char32_t> result;
    for (const char c : utf8) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte & 0xC0U) == 0x80U && !result.empty()) {
            result.back() = (result.back() << 6U) | (byte & 0x3FU);
        } else {
            const unsigned mask = byte < 0x80 ? 0x7FU
                : byte < 0xE0                 ? 0x1FU
                : byte < 0xF0                 ? 0x0FU
                                              : 7U;
            result.push_back(byte & mask);
        }
    }
    return result;
}

void appendUtf8(std::string& text, char32_t codePoint)
{
    const auto put = [&](char32_t byte) { text += static_cast<char>(byte); };
    const auto tail = [&](unsigned shift) { put(0x80U | ((codePoint >> shift) & 0x3FU)); };
    if (codePoint < 0x80) {
        put(codePoint);
    } else if (codePoint < 0x800) {
        put(0xC0U | (codePoint >> 6U));
        tail(0);
    } else if (codePoint < 0x10000) {
        put(0xE0U | (codePoint >> 12U));
        tail(6);
        tail(0);
    } else {
        put(0xF0U | (codePoint >> 18U));
        tail(12);
        tail(6);
        tail(0);
    }
}

} // namespace core::schema
