// SPDX-License-Identifier: Apache-2.0
#include "inference/state/pack_listing.h"

#include "core/base/digest.h"
#include "core/base/durable_file.h"
#include "inference/state/pack_access.h"
#include "inference/state/pack_format.h"

#include <fmt/format.h>

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace inference {

using core::ErrorCode;
using core::fail;
using core::fileError;
using core::Result;

namespace {

/// More packs than any quota makes; beyond them a folder is not ours.
constexpr std::size_t packsMax = 100'000;
constexpr std::string_view packEnding = ".pack";
constexpr std::size_t digits = 16;
constexpr std::size_t nameLength = 3 * digits + 2 + packEnding.size();

bool isPackName(const std::string& name)
{
    return name.size() == nameLength && name.ends_with(packEnding) && name[digits] == '-'
        && name[2 * digits + 1] == '-';
}

PackFolderFacts factsOf(const std::vector<ListedPack>& packs)
{
    PackFolderFacts facts;
    for (const ListedPack& pack : packs) {
        ++facts.packs;
        facts.bytes += pack.bytes;
        PackHeader header;
        const auto file = PackAccess::open(pack.path, PackAccess::Mode::Read);
        const auto shape = file && file->readAt(rawBytes(header), 0)
            ? PackShape::of(header.pageBytes)
            : Result<PackShape>(fail(ErrorCode::Corrupt, ""));
        const std::int64_t filled = shape ? pack.bytes - shape->pagesAt : 0;
        facts.pages += filled > 0 ? (filled + shape->pageStride - 1) / shape->pageStride : 0;
    }
    return facts;
}

} // namespace

std::uint64_t ownerTag(std::string_view owner)
{
    return owner.empty()
        ? 0
        : packChecksum({reinterpret_cast<const std::uint8_t*>(owner.data()), owner.size()});
}

Result<PackFolderFacts> packFolderFacts(const std::filesystem::path& folder)
{
    auto packs = listPacks(folder);
    if (!packs && packs.error().code == ErrorCode::NotFound) {
        return PackFolderFacts{};
    }
    return factsOf(TRY(std::move(packs)));
}

Result<PackFolderFacts> clearPackFolder(
    const std::filesystem::path& folder, std::optional<std::uint64_t> owner)
{
    auto listed = listPacks(folder);
    if (!listed && listed.error().code == ErrorCode::NotFound) {
        return PackFolderFacts{};
    }
    std::vector<ListedPack> packs = TRY(std::move(listed));
    if (owner) {
        const std::string part = fmt::format("-{:016x}-", *owner);
        std::erase_if(packs, [&](const ListedPack& pack) {
            return pack.path.filename().native().compare(digits, part.size(), part) != 0;
        });
    }
    const PackFolderFacts facts = factsOf(packs);
    for (const ListedPack& pack : packs) {
        if (::unlink(pack.path.c_str()) != 0 && errno != ENOENT) {
            return fail(fileError(errno, "remove", pack.path));
        }
    }
    return facts;
}

std::string packPrefix(std::string_view lineage, std::uint64_t owner)
{
    return fmt::format("{}-{:016x}-", lineage, owner);
}

std::string newPackName(std::string_view prefix)
{
    std::array<std::uint8_t, digits / 2> bytes{};
    core::fillRandom(bytes);
    return fmt::format("{}{}{}", prefix, core::hexText(bytes), packEnding);
}

Result<std::vector<ListedPack>> listPacks(const std::filesystem::path& folder)
{
    std::vector<ListedPack> packs;
    std::error_code code;
    std::filesystem::directory_iterator entries(folder, code);
    if (code) {
        return fail(fileError(code.value(), "read", folder));
    }
    for (const std::filesystem::directory_iterator end; entries != end; entries.increment(code)) {
        if (code || packs.size() >= packsMax) {
            break;
        }
        struct stat status { };
        const std::filesystem::path& path = entries->path();
        if (isPackName(path.filename().native()) && ::lstat(path.c_str(), &status) == 0
            && S_ISREG(status.st_mode))
        {
            packs.push_back({path, status.st_size, status.st_mtim});
        }
    }
    return packs;
}

Result<void> makePrivateFolder(const std::filesystem::path& folder)
{
    TRY(core::makeDirectory(folder));
    struct stat status { };
    if (::stat(folder.c_str(), &status) != 0) {
        return fail(fileError(errno, "read", folder));
    }
    if (!S_ISDIR(status.st_mode)) {
        return fail(ErrorCode::Io,
            fmt::format(
                "'{}' is no directory, so nothing is kept there. Remove it.", folder.native()));
    }
    if (status.st_uid != ::geteuid()) {
        return fail(ErrorCode::Denied,
            fmt::format("'{}' belongs to another user, so nothing is kept there. Remove it or set "
                        "XDG_CACHE_HOME.",
                folder.native()));
    }
    if ((status.st_mode & 077U) != 0 && ::chmod(folder.c_str(), 0700) != 0) {
        return fail(fileError(errno, "make private", folder));
    }
    return {};
}

} // namespace inference
