// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace inference {

/// Follows a JSON object or list that comes piece by piece, to see where it ends. Looks at brackets
/// and strings only; whether it is JSON a parser says.
/// Thread rule: one owner.
class JsonProgress {
public:
    /// Looks at what `text` has behind what it had at the last call. True once the value is whole.
    bool look(std::string_view text)
    {
        for (; m_depth != 0 || !m_begun; ++m_at) {
            if (m_at >= text.size()) {
                return false;
            }
            take(text[m_at]);
        }
        return true;
    }

    /// Behind the last bracket.
    [[nodiscard]] std::size_t end() const { return m_at; }

    [[nodiscard]] bool isInsideString() const { return m_inString; }

private:
    void take(char c)
    {
        if (m_escaped) {
            m_escaped = false;
        } else if (m_inString) {
            m_escaped = c == '\\';
            m_inString = c != '"';
        } else if (c == '"') {
            m_inString = true;
        } else if (c == '{' || c == '[') {
            ++m_depth;
            m_begun = true;
        } else if ((c == '}' || c == ']') && m_depth > 0) {
            --m_depth;
        }
    }

    std::size_t m_at = 0;
    std::size_t m_depth = 0;
    bool m_begun = false;
    bool m_inString = false;
    bool m_escaped = false;
};

} // namespace inference
