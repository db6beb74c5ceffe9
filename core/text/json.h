// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace core {

/// A JSON value. Object keys are kept sorted, so that the same value always has the same text.
using Json = nlohmann::json;

/// A JSON value whose objects keep their members in the order in which they were written, for
/// where that order is shown to a model.
using OrderedJson = nlohmann::ordered_json;

/// What parseJson accepts at most.
struct JsonLimits {
    std::size_t depth = 64;
    std::size_t bytes = std::size_t{16} * 1024 * 1024;
    std::size_t members = SIZE_MAX; ///< of one object
};

/// The most members of an object that keeps their order: finding one goes through all of them.
constexpr std::size_t orderedMembersMax = 1024;

/// The one way JSON text becomes a value (RFC 8259). Refused, with the offset of the last byte that
/// was read: more than `limits.depth` levels, duplicate keys, integers beyond ±2^53 (no longer
/// exact in many readers), invalid UTF-8, zero bytes, anything after the value. Never throws.
Result<Json> parseJson(std::string_view text, const JsonLimits& limits = {});

/// The same with the members of objects in their order, at most orderedMembersMax in each.
Result<OrderedJson> parseOrderedJson(std::string_view text, const JsonLimits& limits = {});

/// Compact JSON text. Invalid UTF-8 in strings is replaced by U+FFFD. Never throws.
std::string writeJson(const Json& value);
std::string writeOrderedJson(const OrderedJson& value);

/// Members of an object, with an error that names the member, what was found and what is allowed.
/// `requiredX` fails when it is absent or null; `optionalX` gives nothing then.
Result<std::string> requiredString(const Json& object, std::string_view name);
Result<std::optional<std::string>> optionalString(const Json& object, std::string_view name);
Result<std::int64_t> requiredInteger(
    const Json& object, std::string_view name, std::int64_t minimum, std::int64_t maximum);
Result<std::optional<std::int64_t>> optionalInteger(
    const Json& object, std::string_view name, std::int64_t minimum, std::int64_t maximum);
Result<std::optional<double>> optionalNumber(
    const Json& object, std::string_view name, double minimum, double maximum);
Result<std::optional<bool>> optionalBool(const Json& object, std::string_view name);

/// Fails when the value is not an object or has a member that is not in `allowed`.
Result<void> requireMembersAmong(
    const Json& object, std::initializer_list<std::string_view> allowed);

} // namespace core
