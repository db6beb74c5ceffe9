// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/state/pack_file.h"
#include "inference/state/page_id.h"

#include <cstdint>
#include <list>
#include <optional>
#include <unordered_map>
#include <vector>

namespace inference {

/// All pages of one lineage that are known, and where. A prefix tree kept flat: a page's id names
/// it and all pages before it, so a prefix is followed from id to id.
/// Pages in memory have a quota; the one used longest ago goes first, the end of a prefix before
/// its beginning.
/// Thread rule: one owner.
class PageIndex {
public:
    struct Page {
        PageIdentity identity;
        PageBytes memory; ///< without owner when it is not in memory
        std::optional<PackPlace> disk;
        bool isQueued = false; ///< on its way to the disk

        [[nodiscard]] bool inMemory() const { return memory.owner != nullptr; }
    };

    explicit PageIndex(std::int64_t memoryBytesMax)
        : m_memoryBytesMax(memoryBytesMax)
    {
    }

    /// The page, if it is exactly this one: parent, tokens and classes are compared, because equal
    /// ids alone prove nothing. Good until the page is dropped.
    Page* find(const PageId& id, const PageIdentity& identity);

    /// The page of this name, whatever it is: for what was found before.
    Page* find(const PageId& id);

    /// The page, made when it is not there and put in the place of another one of the same id.
    /// Null when the index is full.
    Page* findOrMake(const PageId& id, const PageIdentity& identity);

    /// Keeps the bytes until the quota sends them away.
    void holdInMemory(const PageId& id, Page& page, PageBytes bytes);

    /// Says that a prefix was used, from its first page to its last.
    void touch(const std::vector<PageId>& prefix);

    /// Sends away what exceeds the quota.
    void keepToQuota();

    /// Forgets where a page lies on disk, and the page if it is nowhere else.
    void dropFromDisk(const PageId& id);
    void dropPack(const PackFile* pack);

    void clear();

    [[nodiscard]] std::int64_t memoryBytes() const { return m_memoryBytes; }
    [[nodiscard]] std::size_t pagesInMemory() const { return m_recent.size(); }
    [[nodiscard]] std::size_t pages() const { return m_entries.size(); }

    /// A page of the smallest models and its bookkeeping; beyond this no page is added.
    static constexpr std::size_t pagesMax = std::size_t{1} << 18;

private:
    struct Entry {
        Page page;
        std::optional<std::list<PageId>::iterator> recent; ///< while it is in memory
    };
    using Entries = std::unordered_map<PageId, Entry, PageIdHash>;

    void releaseMemory(Entry& entry);
    Entries::iterator dropIfNowhere(Entries::iterator it);

    std::int64_t m_memoryBytesMax;
    std::int64_t m_memoryBytes = 0;
    Entries m_entries;
    std::list<PageId> m_recent; ///< in memory, the one used last first
};

} // namespace inference
