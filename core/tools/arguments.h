// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/text/json.h"

#include <string_view>

namespace core {

/// The longest arguments of one call, in bytes.
inline constexpr std::size_t toolArgumentBytesMax = std::size_t{1024} * 1024;

/// The arguments of a call as the model wrote them, checked against the tool's schema. No text at
/// all counts as `{}`. The schema is an object with `properties` and `required`; of a property
/// `type` (string, integer, number, boolean), `enum`, `minimum`, `maximum` and `maxLength` (bytes)
/// are heeded. Members that are not declared are refused.
/// InvalidInput, in words that a model can act on: found, allowed, and the member in `field`.
Result<Json> checkArguments(std::string_view text, const Json& schema);

} // namespace core
