// SPDX-License-Identifier: Apache-2.0
#include "inference/state/state_settings.h"

#include "core/base/durable_file.h"
#include "core/base/places.h"
#include "core/text/json.h"

#include <fmt/format.h>

namespace inference {

using core::ErrorCode;
using core::fail;
using core::Json;
using core::Result;

namespace {

constexpr std::int64_t formatVersion = 1;
constexpr std::size_t fileBytesMax = 4096;

Result<std::int64_t> quotaFrom(std::string_view text)
{
    const Json root = TRY(core::parseJson(text));
    TRY(core::requireMembersAmong(root, {"version", "disk_bytes_max"}));
    TRY(core::requiredInteger(root, "version", formatVersion, formatVersion));
    return core::requiredInteger(root, "disk_bytes_max", 0, stateDiskBytesMax);
}

} // namespace

StatePlaces StatePlaces::ofUser()
{
    return {
        .folder = core::cachePlace() / "kv", .settings = core::configPlace() / "model-state.json"};
}

Result<std::int64_t> readStateQuota(const StatePlaces& places)
{
    if (places.settings.empty()) {
        return stateDiskBytesDefault;
    }
    const auto text = core::readWholeFile(places.settings, fileBytesMax);
    if (!text) {
        return text.error().code == ErrorCode::NotFound
            ? Result<std::int64_t>(stateDiskBytesDefault)
            : fail(text.error());
    }
    auto quota = quotaFrom(*text);
    if (!quota) {
        return fail(ErrorCode::Corrupt,
            fmt::format("The settings in '{}' cannot be read: {} Correct or remove the file.",
                places.settings.native(), quota.error().message));
    }
    return quota;
}

Result<void> writeStateQuota(const StatePlaces& places, std::int64_t bytes)
{
    if (places.settings.empty()) {
        return fail(ErrorCode::Unsupported, "This program keeps no settings for model state.");
    }
    if (bytes < 0 || bytes > stateDiskBytesMax) {
        return fail(ErrorCode::LimitReached,
            fmt::format("A quota of {} bytes was asked for. Allowed is 0 to {}.", bytes,
                stateDiskBytesMax));
    }
    TRY(core::makeDirectory(places.settings.parent_path()));
    const Json root{{"version", formatVersion}, {"disk_bytes_max", bytes}};
    return core::replaceFile(places.settings, core::writeJson(root) + "\n");
}

} // namespace inference
