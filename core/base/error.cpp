// SPDX-License-Identifier: Apache-2.0
#include "core/base/error.h"

#include <array>
#include <utility>

namespace core {

namespace {

constexpr std::array<std::pair<ErrorCode, std::string_view>, 17> names{{
    {ErrorCode::InvalidInput, "invalid_input"},
    {ErrorCode::NotFound, "not_found"},
    {ErrorCode::AlreadyExists, "already_exists"},
    {ErrorCode::Conflict, "conflict"},
    {ErrorCode::LimitReached, "limit_reached"},
    {ErrorCode::Corrupt, "corrupt"},
    {ErrorCode::Unsupported, "unsupported"},
    {ErrorCode::Denied, "denied"},
    {ErrorCode::Locked, "locked"},
    {ErrorCode::ReadOnly, "read_only"},
    {ErrorCode::DiskFull, "disk_full"},
    {ErrorCode::Io, "io"},
    {ErrorCode::OutOfMemory, "out_of_memory"},
    {ErrorCode::DeviceLost, "device_lost"},
    {ErrorCode::Cancelled, "cancelled"},
    {ErrorCode::Unavailable, "unavailable"},
    {ErrorCode::Internal, "internal"},
}};

} // namespace

std::string_view errorCodeName(ErrorCode code)
{
    for (const auto& [known, name] : names) {
        if (known == code) {
            return name;
        }
    }
    return "internal";
}

ErrorCode errorCodeFromName(std::string_view name)
{
    for (const auto& [code, known] : names) {
        if (known == name) {
            return code;
        }
    }
    return ErrorCode::Internal;
}

} // namespace core
