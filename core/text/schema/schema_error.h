// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace core::schema {

/// An error of a schema: the message says at which place; `field` is the place, too.
inline tl::unexpected<Error> schemaError(
    ErrorCode code, std::string_view path, std::string_view what)
{
    return fail(Error{.code = code,
        .message = fmt::format("In the schema at {}: {}.", path, what),
        .detail = "E_SCHEMA",
        .field = std::string(path)});
}

} // namespace core::schema
