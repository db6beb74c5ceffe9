// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/error.h"
#include "core/text/json.h"

namespace core {

/// An error as it is sent: `{code, message, detail?, field?, byte_offset?}`.
Json errorToJson(const Error& error);

/// The reverse. What is missing or of a wrong kind becomes Internal with a message that says so:
/// an answer of another process is never trusted to be well formed.
Error errorFromJson(const Json& object);

} // namespace core
