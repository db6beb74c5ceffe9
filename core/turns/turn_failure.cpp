// SPDX-License-Identifier: Apache-2.0
#include "core/turns/turn_failure.h"

#include <array>

namespace core {

namespace {

constexpr std::array<std::string_view, 11> failureNames{"no_model", "model_failed",
    "context_too_long", "out_of_memory", "device_lost", "step_limit", "malformed_calls",
    "output_limit", "interrupted_too_often", "damaged_journal", "internal_error"};

} // namespace

std::string_view turnFailureName(TurnFailure failure)
{
    return failureNames.at(static_cast<std::size_t>(failure));
}

std::optional<TurnFailure> turnFailureFromName(std::string_view name)
{
    for (std::size_t i = 0; i < failureNames.size(); ++i) {
        if (failureNames[i] == name) {
            return static_cast<TurnFailure>(i);
        }
    }
    return {};
}

TurnFailure turnFailureOf(const Error& error)
{
    switch (error.code) {
    case ErrorCode::NotFound:
    case ErrorCode::Unavailable:
        return TurnFailure::NoModel;
    case ErrorCode::LimitReached:
        return TurnFailure::ContextTooLong;
    case ErrorCode::OutOfMemory:
        return TurnFailure::OutOfMemory;
    case ErrorCode::DeviceLost:
        return TurnFailure::DeviceLost;
    case ErrorCode::Internal:
        return TurnFailure::InternalError;
    default:
        return TurnFailure::ModelFailed;
    }
}

} // namespace core
