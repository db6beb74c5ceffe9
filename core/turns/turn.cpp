// SPDX-License-Identifier: Apache-2.0
#include "core/turns/turn.h"

#include <array>

namespace core {

namespace {

constexpr std::array<std::string_view, 6> statusNames{
    "queued", "in_progress", "waiting", "completed", "failed", "cancelled"};

} // namespace

std::string_view turnStatusName(TurnStatus status)
{
    return statusNames.at(static_cast<std::size_t>(status));
}

std::optional<TurnStatus> turnStatusFromName(std::string_view name)
{
    for (std::size_t i = 0; i < statusNames.size(); ++i) {
        if (statusNames[i] == name) {
            return static_cast<TurnStatus>(i);
        }
    }
    return {};
}

bool isFinal(TurnStatus status)
{
    return status >= TurnStatus::Completed;
}

} // namespace core
