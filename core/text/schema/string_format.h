// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace core::schema {

/// The expression (pattern_parser.h) of the texts that a `format` of JSON Schema names, nothing
/// for a format that is not known here.
///   date, time, date-time   RFC 3339; days as the month and year have them, no leap seconds
///   duration                RFC 3339, appendix A
///   email, hostname         RFC 5321 without quotes and addresses, RFC 1123
///   ipv4, ipv6              RFC 2673 section 3.2, RFC 4291 without a dotted end
///   uuid, uri               RFC 4122, RFC 3986: a scheme and the characters that are allowed
std::optional<std::string> formatExpression(std::string_view format);

/// All of them with commas, for errors.
std::string_view formatNames();

} // namespace core::schema
