// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/text/json.h"

#include <string>
#include <string_view>

namespace core::schema {

/// A place one level further in, as a JSON pointer has it (RFC 6901): "~0" for '~', "~1" for '/'.
std::string pathBelow(std::string_view path, std::string_view name);

/// The name that one part of a reference stands for: %XX is a byte (RFC 6901, section 6).
std::string pointerName(std::string_view part);

/// The member or the item of that name; nullptr when there is none.
const OrderedJson* memberOf(const OrderedJson& json, const std::string& name);

} // namespace core::schema
