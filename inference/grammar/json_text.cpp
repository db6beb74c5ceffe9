// SPDX-License-Identifier: Apache-2.0
#include "inference/grammar/json_text.h"

#include "core/text/json.h"

#include <string>

namespace inference {

using core::schema::CodePointRange;
using core::schema::CodePointSet;

namespace {

/// What stands in a JSON string as it is.
const CodePointSet& plainCharacters()
{
    static const CodePointSet set{{0x20, 0x21}, {0x23, 0x5B}, {0x5D, 0x10FFFF}};
    return set;
}

const CodePointSet& escapedCharacters()
{
    static const CodePointSet set = plainCharacters().complement();
    return set;
}

} // namespace

std::string jsonLiteral(std::string_view text)
{
    return core::writeJson(core::Json(std::string(text)));
}

void JsonText::hexDigits(NodeId from, int count, NodeId to)
{
    for (int i = 0; i < count; ++i) {
        const NodeId next = i + 1 == count ? to : m_builder.addNode();
        m_builder.bytes(from, '0', '9', next);
        m_builder.bytes(from, 'A', 'F', next);
        m_builder.bytes(from, 'a', 'f', next);
        from = next;
    }
}

/// What may follow "\u": four digits of a character, or of the first half of one, and "\u" and the
/// second half (D800 to DBFF, then DC00 to DFFF).
void JsonText::escapedCodeUnits(NodeId from, NodeId to)
{
    const auto digit = [&](NodeId at, char first, char last, NodeId next) {
        m_builder.bytes(
            at, static_cast<std::uint8_t>(first), static_cast<std::uint8_t>(last), next);
    };
    const NodeId afterOther = m_builder.addNode();
    digit(from, '0', '9', afterOther);
    digit(from, 'A', 'C', afterOther);
    digit(from, 'E', 'F', afterOther);
    digit(from, 'a', 'c', afterOther);
    digit(from, 'e', 'f', afterOther);
    hexDigits(afterOther, 3, to);
    const NodeId afterD = m_builder.addNode();
    digit(from, 'D', 'D', afterD);
    digit(from, 'd', 'd', afterD);
    const NodeId lastTwo = m_builder.addNode();
    digit(afterD, '0', '7', lastTwo);
    hexDigits(lastTwo, 2, to);
    const NodeId inFirstHalf = m_builder.addNode();
    digit(afterD, '8', '9', inFirstHalf);
    digit(afterD, 'A', 'B', inFirstHalf);
    digit(afterD, 'a', 'b', inFirstHalf);
    const NodeId afterFirstHalf = m_builder.addNode();
    hexDigits(inFirstHalf, 2, afterFirstHalf);
    const NodeId secondHalf = m_builder.addNode();
    m_builder.literal(afterFirstHalf, "\\u", secondHalf);
    const NodeId afterSecondD = m_builder.addNode();
    digit(secondHalf, 'D', 'D', afterSecondD);
    digit(secondHalf, 'd', 'd', afterSecondD);
    const NodeId inSecondHalf = m_builder.addNode();
    digit(afterSecondD, 'C', 'F', inSecondHalf);
    digit(afterSecondD, 'c', 'f', inSecondHalf);
    hexDigits(inSecondHalf, 2, to);
}

void JsonText::layAnyCharacter(NodeId from, NodeId to)
{
    m_builder.characters(from, plainCharacters(), to);
    const NodeId escape = m_builder.addNode();
    m_builder.bytes(from, '\\', '\\', escape);
    for (const char sign : std::string_view("\"\\/bfnrt")) {
        m_builder.bytes(
            escape, static_cast<std::uint8_t>(sign), static_cast<std::uint8_t>(sign), to);
    }
    const NodeId units = m_builder.addNode();
    m_builder.bytes(escape, 'u', 'u', units);
    escapedCodeUnits(units, to);
}

JsonText::RuleId JsonText::anyCharacter()
{
    if (!m_anyCharacter) {
        m_anyCharacter = m_builder.addRule();
        const NodeId end = m_builder.addNode();
        layAnyCharacter(m_builder.start(*m_anyCharacter), end);
        m_builder.markEnd(end);
    }
    return *m_anyCharacter;
}

JsonText::RuleId JsonText::anyString()
{
    if (!m_anyString) {
        m_anyString = m_builder.addRule();
        const NodeId inside = m_builder.addNode();
        const NodeId end = m_builder.addNode();
        m_builder.bytes(m_builder.start(*m_anyString), '"', '"', inside);
        layAnyCharacter(inside, inside);
        m_builder.bytes(inside, '"', '"', end);
        m_builder.markEnd(end);
    }
    return *m_anyString;
}

JsonText::RuleId JsonText::escapedCharacter()
{
    if (!m_escapedCharacter) {
        m_escapedCharacter = m_builder.addRule();
        const NodeId end = m_builder.addNode();
        layEscapes(m_builder.start(*m_escapedCharacter), escapedCharacters(), end);
        m_builder.markEnd(end);
    }
    return *m_escapedCharacter;
}

void JsonText::layEscapes(NodeId from, const CodePointSet& set, NodeId to)
{
    std::vector<std::string> escapes;
    for (const CodePointRange& range : set.ranges()) {
        for (char32_t point = range.first; point <= range.last; ++point) {
            std::string character;
            core::schema::appendUtf8(character, point);
            const std::string quoted = jsonLiteral(character);
            escapes.push_back(quoted.substr(1, quoted.size() - 2));
        }
    }
    m_builder.literals(from, std::move(escapes), to);
}

void JsonText::character(NodeId from, const CodePointSet& set, NodeId to)
{
    m_builder.characters(from, set.intersection(plainCharacters()), to);
    const CodePointSet escaped = set.intersection(escapedCharacters());
    if (escaped.ranges() == escapedCharacters().ranges()) {
        m_builder.call(from, escapedCharacter(), to);
    } else {
        layEscapes(from, escaped, to);
    }
}

void JsonText::separator(NodeId from, char sign, NodeId to)
{
    const NodeId after = m_builder.addNode();
    m_builder.bytes(from, static_cast<std::uint8_t>(sign), static_cast<std::uint8_t>(sign), after);
    m_builder.bytes(after, ' ', ' ', to);
    m_builder.skip(after, to);
}

} // namespace inference
