// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <ctime>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace inference {

/// A pack as its folder shows it. Packs are named LINEAGE-OWNER-RANDOM.pack, with 16 hex digits
/// each; what is named otherwise, or is no regular file, is none.
struct ListedPack {
    std::filesystem::path path;
    std::int64_t bytes = 0;
    struct timespec usedAt = {};
};

/// What distinguishes one owner's packs in their names and headers; 0 for nobody's.
std::uint64_t ownerTag(std::string_view owner);

/// How names of an owner's packs begin. `lineage` is 16 hex digits.
std::string packPrefix(std::string_view lineage, std::uint64_t owner);

/// A name that nobody else has, behind a prefix.
std::string newPackName(std::string_view prefix);

/// The packs of all lineages and owners. NotFound without a folder.
core::Result<std::vector<ListedPack>> listPacks(const std::filesystem::path& folder);

/// Makes the folder when there is none, and closes it to everybody else: nobody may read what
/// conversations left, nor give us pages. Denied when it is another user's.
core::Result<void> makePrivateFolder(const std::filesystem::path& folder);

/// What lies in a folder of packs, all models together.
struct PackFolderFacts {
    std::int64_t packs = 0;
    std::int64_t pages = 0;
    std::int64_t bytes = 0;
};

/// Zeros when there is no folder.
core::Result<PackFolderFacts> packFolderFacts(const std::filesystem::path& folder);

/// Removes all packs, or those of one owner. Returns what went. Programs that use them go on with
/// what they have read.
core::Result<PackFolderFacts> clearPackFolder(
    const std::filesystem::path& folder, std::optional<std::uint64_t> owner = {});

} // namespace inference
