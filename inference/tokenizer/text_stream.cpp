// SPDX-License-Identifier: Apache-2.0
#include "inference/tokenizer/text_stream.h"

#include "core/text/utf8.h"

#include <algorithm>

namespace inference {

namespace {

/// How many bytes at the end may still become a character: at most three, from a lead byte on.
std::size_t unfinishedBytes(std::string_view text)
{
    for (std::size_t back = 1; back <= std::min<std::size_t>(3, text.size()); ++back) {
        const auto byte = static_cast<unsigned char>(text[text.size() - back]);
        if (byte >= 0xC0) {
            const std::size_t length = byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
            return byte <= 0xF4 && length > back ? back : 0;
        }
        if (byte < 0x80) {
            return 0;
        }
    }
    return 0;
}

} // namespace

std::string TextStream::add(std::string_view piece)
{
    m_held += piece;
    const std::size_t complete = m_held.size() - unfinishedBytes(m_held);
    std::string text = core::replaceInvalidUtf8(std::string_view(m_held).substr(0, complete));
    m_held.erase(0, complete);
    return text;
}

std::string TextStream::finish()
{
    std::string text = m_held.empty() ? std::string() : "\xEF\xBF\xBD";
    m_held.clear();
    return text;
}

} // namespace inference
