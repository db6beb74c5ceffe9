// SPDX-License-Identifier: Apache-2.0
#include "inference/grammar/unique_keys.h"

namespace inference {

bool UniqueKeys::isUsed(std::string_view name) const
{
    for (const Names* used = m_open.back().names.get(); used != nullptr; used = used->others.get())
    {
        if (used->name == name) {
            return true;
        }
    }
    return false;
}

bool UniqueKeys::takeByte(char byte)
{
    if (m_inString) {
        const bool ends = byte == '"' && !m_isEscaped;
        m_isEscaped = byte == '\\' && !m_isEscaped;
        m_inString = !ends;
        if (m_isName && !ends) {
            m_name += byte;
        }
        if (m_isName && ends) {
            const bool isNew = !isUsed(m_name);
            Open& object = m_open.back();
            object.names = std::make_shared<const Names>(Names{m_name, object.names});
            m_name.clear();
            m_isName = false;
            return isNew;
        }
        return true;
    }
    if (byte == '{' || byte == '[') {
        m_open.push_back({.isObject = byte == '{'});
        m_isName = byte == '{';
    } else if ((byte == '}' || byte == ']') && !m_open.empty()) {
        m_open.pop_back();
        m_isName = false;
    } else if (byte == ',') {
        m_isName = !m_open.empty() && m_open.back().isObject;
    }
    m_inString = byte == '"';
    return true;
}

void UniqueKeys::take(std::string_view bytes)
{
    for (const char byte : bytes) {
        takeByte(byte);
    }
}

bool UniqueKeys::wouldRepeat(std::string_view bytes) const
{
    UniqueKeys ahead = *this;
    for (const char byte : bytes) {
        if (!ahead.takeByte(byte)) {
            return true;
        }
    }
    return false;
}

void UniqueKeys::removeRepeating(TokenMask& mask, const TokenTrie& trie,
    const std::vector<std::pair<TokenId, std::string>>& manyQuotes) const
{
    const bool isInName = m_inString && m_isName;
    for (const Names* used = isInName ? m_open.back().names.get() : nullptr; used != nullptr;
         used = used->others.get())
    {
        if (!used->name.starts_with(m_name)) {
            continue;
        }
        // All tokens that end this name here, whatever they go on with.
        const std::string rest = used->name.substr(m_name.size()) + '"';
        if (const TokenTrie::NodeId node = trie.find(0, rest); node != 0) {
            for (const TokenId id : trie.tokensBelow(node)) {
                mask.clear(id);
            }
        }
    }
    for (const auto& [id, piece] : manyQuotes) {
        if (mask.contains(id) && wouldRepeat(piece)) {
            mask.clear(id);
        }
    }
}

} // namespace inference
