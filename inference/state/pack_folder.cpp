// SPDX-License-Identifier: Apache-2.0
#include "inference/state/pack_folder.h"

#include "core/base/durable_file.h"
#include "inference/state/pack_listing.h"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace inference {

using core::ErrorCode;
using core::fail;
using core::fileError;
using core::Result;

PackFolder::PackFolder(
    std::filesystem::path folder, std::int64_t bytesMax, const PackShape& shape, const PageId& root)
    : m_folder(std::move(folder))
    , m_bytesMax(bytesMax)
    , m_shape(shape)
    , m_root(root)
    , m_lineage(core::hexText(std::span(root).first(8)))
{
}

/// The mutex is held.
Result<std::shared_ptr<PackFile>> PackFolder::packAt(const std::filesystem::path& path)
{
    std::shared_ptr<PackFile>& pack = m_packs[path];
    if (!pack) {
        auto opened = PackFile::open(path, m_shape, m_root);
        if (!opened) {
            m_packs.erase(path);
            return opened;
        }
        pack = std::move(*opened);
    }
    return pack;
}

Result<PackFolder::News> PackFolder::look()
{
    const std::vector<ListedPack> listed = TRY(listPacks(m_folder));
    const std::lock_guard lock(m_mutex);
    News news;
    std::set<std::filesystem::path> present;
    for (const ListedPack& file : listed) {
        if (!file.path.filename().native().starts_with(m_lineage) || m_damaged.contains(file.path))
        {
            continue;
        }
        auto pack = packAt(file.path);
        const auto found = pack ? (*pack)->newSlots(file.bytes)
                                : Result<std::vector<PackFile::Found>>(fail(pack.error()));
        if (!found) { // one that was made a moment ago is whole the next time
            const bool isFresh = file.bytes < std::int64_t{sizeof(PackHeader)};
            if (found.error().code == ErrorCode::Corrupt && !isFresh) {
                ++news.damaged;
                m_damaged.insert(file.path);
            }
            continue;
        }
        present.insert(file.path);
        for (const PackFile::Found& one : *found) {
            news.pages.push_back({{*pack, one.slot, one.facts.pageChecksum}, one.facts});
        }
    }
    for (auto it = m_packs.begin(); it != m_packs.end();) {
        const bool isGone = !present.contains(it->first);
        if (isGone) {
            news.gone.push_back(it->second);
        }
        it = isGone ? m_packs.erase(it) : std::next(it);
    }
    return news;
}

void PackFolder::forgetSeen()
{
    const std::lock_guard lock(m_mutex);
    m_packs.clear();
    m_damaged.clear();
}

Result<void> PackFolder::makeRoom(std::int64_t bytes)
{
    std::int64_t total = bytes + m_shape.pagesAt; // a pack may have to be begun
    if (total > m_bytesMax) {
        return fail(ErrorCode::LimitReached,
            fmt::format("{} bytes of keys and values do not fit the quota of {}. Allow more with: "
                        "holdfast models cache limit --mib N",
                total, m_bytesMax));
    }
    auto listed = listPacks(m_folder);
    std::vector<ListedPack> packs = listed ? std::move(*listed) : std::vector<ListedPack>();
    for (const ListedPack& pack : packs) {
        total += pack.bytes;
    }
    std::sort(packs.begin(), packs.end(), [](const ListedPack& a, const ListedPack& b) {
        return std::pair(a.usedAt.tv_sec, a.usedAt.tv_nsec)
            < std::pair(b.usedAt.tv_sec, b.usedAt.tv_nsec);
    });
    for (const ListedPack& pack : packs) {
        if (total <= m_bytesMax) {
            return {};
        }
        if (::unlink(pack.path.c_str()) != 0 && errno != ENOENT) {
            return fail(fileError(errno, "remove", pack.path));
        }
        total -= pack.bytes;
    }
    return {};
}

Result<void> PackFolder::openWriter(std::uint64_t owner)
{
    m_writer.reset();
    TRY(makePrivateFolder(m_folder));
    m_writerOwner = owner;
    const std::string prefix = packPrefix(m_lineage, owner);
    for (const ListedPack& pack : TRY(listPacks(m_folder))) {
        if (pack.path.filename().native().starts_with(prefix)) {
            m_writer = PackWriter::adopt(pack.path, m_shape, m_root);
        }
        if (m_writer) {
            return {};
        }
    }
    const auto path = m_folder / newPackName(prefix);
    auto made = PackWriter::create(path, m_shape, m_root, owner);
    if (!made) {
        ::unlink(path.c_str());
        return fail(std::move(made).error());
    }
    m_writer = std::move(*made);
    return {};
}

Result<PackPlace> PackFolder::append(
    std::uint64_t owner, const PageIdentity& page, std::span<const std::uint8_t> bytes)
{
    if (!m_writer || m_writerOwner != owner || m_writer->isFull() || m_writer->isGone()) {
        TRY(openWriter(owner));
    }
    const PackSlot slot = makeSlot(idOf(page), page, bytes);
    const std::int64_t at = TRY(m_writer->append(slot, bytes));
    const std::lock_guard lock(m_mutex);
    return PackPlace{TRY(packAt(m_writer->path())), at, slot.pageChecksum};
}

} // namespace inference
