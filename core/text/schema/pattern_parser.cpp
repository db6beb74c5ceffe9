// SPDX-License-Identifier: Apache-2.0
#include "core/text/schema/pattern_parser.h"

#include "core/text/schema/pattern_escape.h"
#include "core/text/schema/schema_limits.h"
#include "core/text/utf8.h"

#include <fmt/format.h>

namespace core::schema {

namespace {

using Kind = PatternNode::Kind;

/// What `.` does not match (ECMA-262, LineTerminator).
const CodePointSet& lineEnds()
{
    static const CodePointSet ends{{'\n', '\n'}, {'\r', '\r'}, {0x2028, 0x2029}};
    return ends;
}

class PatternParser {
public:
    explicit PatternParser(std::string_view pattern)
        : m_text(codePointsOf(pattern))
    {
    }

    Result<PatternTree> parse()
    {
        m_tree.root = TRY(choice(0));
        if (!atEnd()) {
            return refuse("a ')' closes nothing");
        }
        return std::move(m_tree);
    }

private:
    [[nodiscard]] bool atEnd() const { return m_at == m_text.size(); }
    [[nodiscard]] bool at(char32_t c) const { return !atEnd() && m_text[m_at] == c; }
    bool take(char32_t c)
    {
        const bool found = at(c);
        m_at += found ? 1U : 0U;
        return found;
    }
    [[nodiscard]] tl::unexpected<Error> refuse(
        std::string_view why, ErrorCode code = ErrorCode::InvalidInput) const
    {
        return fail(code, fmt::format("at character {} {}", m_at + 1, why));
    }
    std::size_t add(PatternNode node)
    {
        m_tree.nodes.push_back(std::move(node));
        return m_tree.nodes.size() - 1;
    }

    Result<std::size_t> choice(std::size_t depth)
    {
        if (depth > limits::patternDepthMax) {
            return refuse(fmt::format("more than {} groups are nested", limits::patternDepthMax),
                ErrorCode::LimitReached);
        }
        PatternNode node{.kind = Kind::Choice};
        do {
            node.children.push_back(TRY(sequence(depth)));
        } while (take('|'));
        return node.children.size() == 1 ? node.children.front() : add(std::move(node));
    }

    Result<std::size_t> sequence(std::size_t depth)
    {
        PatternNode node{.kind = Kind::Sequence};
        while (!atEnd() && !at('|') && !at(')')) {
            const std::size_t item = TRY(atom(depth));
            node.children.push_back(TRY(repeated(item)));
        }
        return add(std::move(node));
    }

    Result<std::size_t> atom(std::size_t depth)
    {
        const char32_t c = m_text[m_at++];
        switch (c) {
        case '^':
            return add({.kind = Kind::Begin});
        case '$':
            return add({.kind = Kind::End});
        case '.':
            return add({.kind = Kind::Set, .set = lineEnds().complement()});
        case '(':
            return group(depth);
        case '[':
            return characterClass();
        case '\\':
            return add({.kind = Kind::Set, .set = TRY(readEscape(m_text, m_at, InClass::No))});
        case '*':
        case '+':
        case '?':
            --m_at;
            return refuse("there is nothing to repeat");
        case '{':
        case '}':
        case ']':
            --m_at;
            return refuse("a bracket stands alone; write a backslash before it");
        default:
            return add({.kind = Kind::Set, .set = {{c, c}}});
        }
    }

    Result<std::size_t> group(std::size_t depth)
    {
        if (take('?')) {
            if (take('<')) {
                if (at('=') || at('!')) {
                    return refuse("looking behind is not supported", ErrorCode::Unsupported);
                }
                while (!atEnd() && !take('>')) {
                    ++m_at; // a name, which nothing can refer to
                }
            } else if (!take(':')) {
                return refuse("looking ahead is not supported", ErrorCode::Unsupported);
            }
        }
        const std::size_t inner = TRY(choice(depth + 1));
        if (!take(')')) {
            return refuse("a ')' is missing");
        }
        return inner;
    }

    /// One side of a range, or a set such as \d.
    Result<CodePointSet> classMember()
    {
        const char32_t c = m_text[m_at++];
        return c == '\\' ? readEscape(m_text, m_at, InClass::Yes)
                         : Result<CodePointSet>(CodePointSet{{c, c}});
    }

    Result<std::size_t> characterClass()
    {
        const bool isNegated = take('^');
        CodePointSet set;
        while (!at(']')) {
            if (atEnd()) {
                return refuse("a ']' is missing");
            }
            const CodePointSet first = TRY(classMember());
            const bool isRange = at('-') && m_at + 1 < m_text.size() && m_text[m_at + 1] != ']';
            if (!isRange) {
                set.add(first);
                continue;
            }
            ++m_at;
            const CodePointSet last = TRY(classMember());
            TRY(addRange(set, first, last));
        }
        ++m_at;
        return add({.kind = Kind::Set, .set = isNegated ? set.complement() : set});
    }

    Result<void> addRange(CodePointSet& set, const CodePointSet& first, const CodePointSet& last)
    {
        const auto single = [](const CodePointSet& side) {
            return side.ranges().size() == 1
                && side.ranges().front().first == side.ranges().front().last;
        };
        if (!single(first) || !single(last)
            || first.ranges().front().first > last.ranges().front().first) {
            return refuse("a range of a class runs from no character to another");
        }
        set.add(CodePointRange{first.ranges().front().first, last.ranges().front().last});
        return {};
    }

    Result<std::optional<std::size_t>> number()
    {
        std::optional<std::size_t> value;
        while (!atEnd() && m_text[m_at] >= '0' && m_text[m_at] <= '9') {
            value = value.value_or(0) * 10 + (m_text[m_at++] - U'0');
            if (*value > limits::patternNodesMax) {
                return refuse(fmt::format("a count is over {}", limits::patternNodesMax),
                    ErrorCode::LimitReached);
            }
        }
        return value;
    }

    Result<void> readCounts(PatternNode& node)
    {
        const auto low = TRY(number());
        if (!low) {
            return refuse("a count is missing after '{'");
        }
        node.timesMin = *low;
        node.timesMax = low;
        if (take(',')) {
            node.timesMax = TRY(number());
        }
        if (!take('}') || (node.timesMax && *node.timesMax < node.timesMin)) {
            return refuse("the counts between '{' and '}' are none");
        }
        return {};
    }

    Result<std::size_t> repeated(std::size_t item)
    {
        PatternNode node{.kind = Kind::Repeat, .children = {item}};
        if (take('*')) {
            node.timesMin = 0;
        } else if (take('+')) {
            node.timesMin = 1;
        } else if (take('?')) {
            node.timesMax = 1;
        } else if (take('{')) {
            TRY(readCounts(node));
        } else {
            return item;
        }
        if (m_tree.nodes[item].kind == Kind::Begin || m_tree.nodes[item].kind == Kind::End) {
            return refuse("there is nothing to repeat");
        }
        take('?'); // lazy: the same texts
        return add(std::move(node));
    }

    std::vector<char32_t> m_text;
    std::size_t m_at = 0;
    PatternTree m_tree;
};

} // namespace

Result<PatternTree> parsePattern(std::string_view pattern)
{
    if (pattern.size() > limits::patternBytesMax) {
        return fail(ErrorCode::LimitReached,
            fmt::format("it is {} bytes long and at most {} are allowed", pattern.size(),
                limits::patternBytesMax));
    }
    if (!isValidUtf8(pattern)) {
        return fail(ErrorCode::InvalidInput, "it is no UTF-8");
    }
    return PatternParser(pattern).parse();
}

} // namespace core::schema
