// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

#include <optional>
#include <string>
#include <string_view>

namespace core {

/// The longest frame on the socket, its newline not counted.
constexpr std::size_t frameBytesMax = std::size_t{16} * 1024 * 1024;

/// Cuts a stream of bytes into lines. What is not yet a line is kept, at most frameBytesMax.
/// Thread rule: one owner.
class FrameReader {
public:
    void feed(std::string_view bytes) { m_buffer.append(bytes); }

    /// The next whole line without its newline, or nothing yet. LimitReached when the line at the
    /// head is longer than a frame may be; the stream is then beyond repair.
    Result<std::optional<std::string>> next();

private:
    std::string m_buffer;
    std::size_t m_begin = 0; ///< where the line at the head begins
    std::size_t m_scanned = 0; ///< no newline stands before this
};

} // namespace core
