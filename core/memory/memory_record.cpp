// SPDX-License-Identifier: Apache-2.0
#include "core/memory/memory_record.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>

namespace core {

namespace {

constexpr std::array<std::string_view, 4> kindNames{
    "semantic", "episodic", "procedural", "preference"};
constexpr std::array<std::string_view, 2> stateNames{"active", "quarantine"};
constexpr std::array<std::string_view, 3> sourceNames{"user", "item", "file"};

template <class Enum, std::size_t count>
Result<Enum> parseName(const std::array<std::string_view, count>& names, std::string_view field,
    std::string_view found)
{
    for (std::size_t i = 0; i < count; ++i) {
        if (names[i] == found) {
            return static_cast<Enum>(i);
        }
    }
    return fail(Error{.code = ErrorCode::InvalidInput,
        .message = fmt::format(
            "'{}' is '{}'. Allowed are: {}.", field, found.substr(0, 80), fmt::join(names, ", ")),
        .field = std::string(field)});
}

} // namespace

std::string_view recordKindName(RecordKind kind)
{
    return kindNames.at(static_cast<std::size_t>(kind));
}

std::string_view recordStateName(RecordState state)
{
    return stateNames.at(static_cast<std::size_t>(state));
}

std::string_view sourceKindName(SourceKind kind)
{
    return sourceNames.at(static_cast<std::size_t>(kind));
}

Result<RecordKind> parseRecordKind(std::string_view name)
{
    return parseName<RecordKind>(kindNames, "kind", name);
}

Result<RecordState> parseRecordState(std::string_view name)
{
    return parseName<RecordState>(stateNames, "state", name);
}

Result<SourceKind> parseSourceKind(std::string_view name)
{
    return parseName<SourceKind>(sourceNames, "source", name);
}

} // namespace core
