// SPDX-License-Identifier: Apache-2.0
#include "inference/tokenizer/spm_merger.h"

#include <algorithm>

namespace inference {

namespace {

/// Bytes of the character that begins with this byte, by the lead byte alone.
std::size_t characterLength(char lead)
{
    const auto byte = static_cast<unsigned char>(lead);
    return byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

} // namespace

void SpmMerger::encode(std::string_view text, std::vector<TokenId>& out)
{
    cut(text);
    for (Index i = 0; i + 1 < m_symbols.size(); ++i) {
        offerJoin(text, i);
    }
    while (!m_joins.empty()) {
        const Join best = m_joins.top();
        m_joins.pop();
        join(text, best);
    }
    for (const Symbol& symbol : m_symbols) {
        if (symbol.length > 0) {
            emitSymbol(text.substr(symbol.begin, symbol.length), out);
        }
    }
}

void SpmMerger::cut(std::string_view text)
{
    m_symbols.reserve(text.size());
    std::size_t at = 0;
    while (at < text.size()) {
        const auto length =
            static_cast<std::uint32_t>(std::min(characterLength(text[at]), text.size() - at));
        const auto index = static_cast<Index>(m_symbols.size());
        m_symbols.push_back({index == 0 ? none : index - 1, index + 1, at, length});
        at += length;
    }
    if (!m_symbols.empty()) {
        m_symbols.back().next = none;
    }
}

std::optional<TokenId> SpmMerger::findText(std::string_view piece) const
{
    const auto id = m_vocabulary.find(piece);
    if (!id) {
        return std::nullopt;
    }
    const TokenKind kind = m_vocabulary.kind(*id);
    const bool isText =
        kind != TokenKind::Control && kind != TokenKind::Unknown && kind != TokenKind::Byte;
    return isText ? id : std::nullopt;
}

void SpmMerger::offerJoin(std::string_view text, Index left)
{
    const Symbol& first = m_symbols[left];
    if (first.next == none) {
        return;
    }
    const std::uint32_t length = first.length + m_symbols[first.next].length;
    if (length > m_longestToken) {
        return;
    }
    if (const auto id = findText(text.substr(first.begin, length))) {
        m_joins.push({m_vocabulary.scores[static_cast<std::size_t>(*id)], left, length});
    }
}

void SpmMerger::join(std::string_view text, const Join& best)
{
    Symbol& left = m_symbols[best.left];
    if (left.length == 0 || left.next == none
        || left.length + m_symbols[left.next].length != best.length)
    {
        return; // one of the two has been joined with another since
    }
    Symbol& right = m_symbols[left.next];
    left.length = best.length;
    left.next = right.next;
    right.length = 0;
    if (left.next != none) {
        m_symbols[left.next].previous = best.left;
    }
    if (left.previous != none) {
        offerJoin(text, left.previous);
    }
    offerJoin(text, best.left);
}

void SpmMerger::emitSymbol(std::string_view piece, std::vector<TokenId>& out) const
{
    if (const auto id = findText(piece)) {
        out.push_back(*id);
        return;
    }
    for (const char c : piece) {
        const auto byte = m_vocabulary.byteTokens[static_cast<unsigned char>(c)];
        if (byte) {
            out.push_back(*byte);
        } else if (m_vocabulary.unknown) {
            out.push_back(*m_vocabulary.unknown);
            return; // one unknown token stands for the whole character
        }
    }
}

} // namespace inference
