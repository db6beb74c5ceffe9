// SPDX-License-Identifier: Apache-2.0
#include "core/base/id.h"

#include <fmt/format.h>

namespace core {

namespace {

int hexDigit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return -1;
}

} // namespace

std::string formatId(std::string_view prefix, const Uuid& uuid)
{
    std::string text = fmt::format("{}_", prefix);
    for (const std::uint8_t byte : uuid.bytes) {
        text += fmt::format("{:02x}", byte);
    }
    return text;
}

Result<Uuid> parseId(std::string_view prefix, std::string_view text)
{
    const auto refuse = [&] {
        return fail(ErrorCode::InvalidInput,
            fmt::format("Found '{}'. An id of this kind is '{}_' and 32 lower-case hex digits.",
                text.substr(0, 80), prefix));
    };
    const std::size_t digitsAt = prefix.size() + 1;
    if (text.size() != digitsAt + 32 || !text.starts_with(prefix) || text[prefix.size()] != '_') {
        return refuse();
    }
    Uuid uuid;
    for (std::size_t i = 0; i < uuid.bytes.size(); ++i) {
        const int high = hexDigit(text[digitsAt + 2 * i]);
        const int low = hexDigit(text[digitsAt + 2 * i + 1]);
        if (high < 0 || low < 0) {
            return refuse();
        }
        uuid.bytes[i] = static_cast<std::uint8_t>(high * 16 + low);
    }
    return uuid;
}

} // namespace core
