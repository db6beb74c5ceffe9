// SPDX-License-Identifier: Apache-2.0
#include "core/text/text_limits.h"

#include "core/text/utf8.h"

#include <fmt/format.h>

#include <algorithm>

namespace core {

namespace {

bool isControl(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
}

tl::unexpected<Error> refuse(ErrorCode code, std::string_view field, std::string message)
{
    return fail(Error{.code = code, .message = std::move(message), .field = std::string(field)});
}

} // namespace

Result<void> checkText(
    std::string_view field, std::string_view text, std::size_t bytesMin, std::size_t bytesMax)
{
    if (text.size() > bytesMax) {
        return refuse(ErrorCode::LimitReached, field,
            fmt::format("'{}' has {} bytes. Allowed are at most {}; shorten it.", field,
                text.size(), bytesMax));
    }
    if (text.size() < bytesMin) {
        return refuse(ErrorCode::InvalidInput, field,
            fmt::format("'{}' has {} bytes. It needs at least {}.", field, text.size(), bytesMin));
    }
    const std::size_t valid = validUtf8Prefix(text);
    if (valid != text.size()) {
        return fail(Error{.code = ErrorCode::InvalidInput,
            .message = fmt::format(
                "'{}' is not valid UTF-8 from byte {} on. Send it as UTF-8.", field, valid),
            .field = std::string(field),
            .byteOffset = valid});
    }
    return {};
}

Result<void> checkLine(
    std::string_view field, std::string_view text, std::size_t bytesMin, std::size_t bytesMax)
{
    TRY(checkText(field, text, bytesMin, bytesMax));
    const auto control = std::find_if(text.begin(), text.end(), isControl);
    if (control != text.end()) {
        return refuse(ErrorCode::InvalidInput, field,
            fmt::format("'{}' has the control character 0x{:02x}. Allowed is one line without any.",
                field, static_cast<unsigned char>(*control)));
    }
    return {};
}

} // namespace core
