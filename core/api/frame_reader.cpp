// SPDX-License-Identifier: Apache-2.0
#include "core/api/frame_reader.h"

#include <fmt/format.h>

#include <algorithm>

namespace core {

Result<std::optional<std::string>> FrameReader::next()
{
    m_scanned = std::max(m_scanned, m_begin);
    const std::size_t end = m_buffer.find('\n', m_scanned);
    const std::size_t length = (end == std::string::npos ? m_buffer.size() : end) - m_begin;
    if (length > frameBytesMax) {
        return fail(ErrorCode::LimitReached,
            fmt::format("A frame has {} bytes or more. At most {} are allowed; read long lists in "
                        "several calls.",
                length, frameBytesMax));
    }
    if (end == std::string::npos) {
        m_buffer.erase(0, m_begin);
        m_begin = 0;
        m_scanned = m_buffer.size();
        return std::optional<std::string>{};
    }
    std::string line = m_buffer.substr(m_begin, length);
    m_begin = end + 1;
    return std::optional(std::move(line));
}

} // namespace core
