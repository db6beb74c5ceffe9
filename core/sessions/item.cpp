// SPDX-License-Identifier: Apache-2.0
#include "core/sessions/item.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>

namespace core {

namespace {

constexpr std::array<std::string_view, 7> kindNames{
    "message", "reasoning", "function_call", "function_output", "approval", "compaction", "memory"};
constexpr std::array<std::string_view, 2> roleNames{"user", "assistant"};
constexpr std::array<std::string_view, 5> statusNames{
    "in_progress", "completed", "failed", "cancelled", "in_doubt"};

template <class Enum, std::size_t count>
Result<Enum> parseName(const std::array<std::string_view, count>& names, std::string_view found)
{
    for (std::size_t i = 0; i < count; ++i) {
        if (names[i] == found) {
            return static_cast<Enum>(i);
        }
    }
    return fail(ErrorCode::InvalidInput,
        fmt::format("Found '{}'. Allowed are: {}.", found, fmt::join(names, ", ")));
}

} // namespace

std::string_view itemKindName(ItemKind kind)
{
    return kindNames.at(static_cast<std::size_t>(kind));
}

std::string_view itemRoleName(ItemRole role)
{
    return roleNames.at(static_cast<std::size_t>(role));
}

std::string_view itemStatusName(ItemStatus status)
{
    return statusNames.at(static_cast<std::size_t>(status));
}

Result<ItemKind> parseItemKind(std::string_view name)
{
    return parseName<ItemKind>(kindNames, name);
}

Result<ItemRole> parseItemRole(std::string_view name)
{
    return parseName<ItemRole>(roleNames, name);
}

Result<ItemStatus> parseItemStatus(std::string_view name)
{
    return parseName<ItemStatus>(statusNames, name);
}

} // namespace core
