// SPDX-License-Identifier: Apache-2.0
#include "inference/gguf/byte_cursor.h"

#include "inference/gguf/gguf_limits.h"

#include <fmt/format.h>

namespace inference {

using core::ErrorCode;
using core::Result;

std::string FieldPath::text() const
{
    std::string out(list);
    if (index) {
        out += fmt::format("[{}]", *index);
    }
    if (!member.empty()) {
        out += '.';
        out += member;
    }
    if (item) {
        out += fmt::format("[{}]", *item);
    }
    return out;
}

tl::unexpected<core::Error> failAt(ErrorCode code, std::string_view detail, const FieldPath& path,
    std::uint64_t byteOffset, std::string message)
{
    return core::fail(core::Error{.code = code,
        .message = std::move(message),
        .detail = std::string(detail),
        .field = path.text(),
        .byteOffset = byteOffset});
}

tl::unexpected<core::Error> ByteCursor::truncated(const FieldPath& path, std::uint64_t needed) const
{
    return failAt(ErrorCode::Corrupt, "E_TRUNCATED", path, m_offset,
        fmt::format(
            "The file ends inside {}: {} bytes are needed and {} are left. Download or copy "
            "the file again.",
            path.text(), needed, remaining()));
}

Result<std::uint64_t> ByteCursor::count(const FieldPath& path, std::uint64_t itemBytes)
{
    const std::uint64_t at = m_offset;
    const auto found = TRY(number<std::uint64_t>(path));
    if (found > remaining() / itemBytes) {
        return failAt(ErrorCode::Corrupt, "E_COUNT", path, at,
            fmt::format("{} says {} items, but the {} bytes left in the file hold at most {}. The "
                        "file is damaged; download or copy it again.",
                path.text(), found, remaining(), remaining() / itemBytes));
    }
    return found;
}

Result<std::string_view> ByteCursor::text(const FieldPath& path)
{
    const std::uint64_t at = m_offset;
    const auto length = TRY(number<std::uint64_t>(path));
    if (length > remaining()) {
        return failAt(ErrorCode::Corrupt, "E_LENGTH", path, at,
            fmt::format("{} says it is {} bytes long, but only {} bytes are left in the file. The "
                        "file is damaged; download or copy it again.",
                path.text(), length, remaining()));
    }
    const std::string_view view(reinterpret_cast<const char*>(m_bytes.data() + m_offset), length);
    m_offset += length;
    return view;
}

Result<void> ByteCursor::spend(const FieldPath& path, std::uint64_t bytes)
{
    if (bytes > m_budget) {
        return failAt(ErrorCode::LimitReached, "E_BUDGET", path, m_offset,
            fmt::format("The metadata of this file takes more than {} MiB of memory, which is the "
                        "most that is allowed. It is no ordinary model file; get it from its "
                        "publisher again.",
                limits::metadataBytesMax >> 20U));
    }
    m_budget -= bytes;
    return {};
}

} // namespace inference
