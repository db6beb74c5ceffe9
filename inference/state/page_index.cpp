// SPDX-License-Identifier: Apache-2.0
#include "inference/state/page_index.h"

namespace inference {

PageIndex::Page* PageIndex::find(const PageId& id)
{
    const auto it = m_entries.find(id);
    return it == m_entries.end() ? nullptr : &it->second.page;
}

PageIndex::Page* PageIndex::find(const PageId& id, const PageIdentity& identity)
{
    Page* const page = find(id);
    return page != nullptr && page->identity == identity ? page : nullptr;
}

PageIndex::Page* PageIndex::findOrMake(const PageId& id, const PageIdentity& identity)
{
    if (m_entries.size() >= pagesMax && !m_entries.contains(id)) {
        return nullptr;
    }
    Entry& entry = m_entries[id];
    if (!(entry.page.identity == identity)) {
        releaseMemory(entry);
        entry.page = {.identity = identity, .memory = {}, .disk = {}};
    }
    return &entry.page;
}

void PageIndex::holdInMemory(const PageId& id, Page& page, PageBytes bytes)
{
    if (page.inMemory() || bytes.owner == nullptr) {
        return;
    }
    const auto it = m_entries.find(id);
    m_memoryBytes += static_cast<std::int64_t>(bytes.bytes.size());
    page.memory = std::move(bytes);
    m_recent.push_front(id);
    it->second.recent = m_recent.begin();
}

void PageIndex::touch(const std::vector<PageId>& prefix)
{
    // The first page last, so that it is the last to go.
    for (auto id = prefix.rbegin(); id != prefix.rend(); ++id) {
        const auto it = m_entries.find(*id);
        if (it != m_entries.end() && it->second.recent) {
            m_recent.splice(m_recent.begin(), m_recent, *it->second.recent);
        }
    }
}

void PageIndex::keepToQuota()
{
    while (m_memoryBytes > m_memoryBytesMax && !m_recent.empty()) {
        const auto it = m_entries.find(m_recent.back());
        releaseMemory(it->second);
        dropIfNowhere(it);
    }
}

void PageIndex::releaseMemory(Entry& entry)
{
    if (!entry.recent) {
        return;
    }
    m_memoryBytes -= static_cast<std::int64_t>(entry.page.memory.bytes.size());
    m_recent.erase(*entry.recent);
    entry.recent.reset();
    entry.page.memory = {};
}

PageIndex::Entries::iterator PageIndex::dropIfNowhere(Entries::iterator it)
{
    const Page& page = it->second.page;
    const bool isNowhere = !page.inMemory() && !page.disk && !page.isQueued;
    return isNowhere ? m_entries.erase(it) : std::next(it);
}

void PageIndex::dropFromDisk(const PageId& id)
{
    const auto it = m_entries.find(id);
    if (it != m_entries.end()) {
        it->second.page.disk.reset();
        dropIfNowhere(it);
    }
}

void PageIndex::dropPack(const PackFile* pack)
{
    for (auto it = m_entries.begin(); it != m_entries.end();) {
        Page& page = it->second.page;
        if (page.disk && page.disk->pack.get() == pack) {
            page.disk.reset();
        }
        it = dropIfNowhere(it);
    }
}

void PageIndex::clear()
{
    m_entries.clear();
    m_recent.clear();
    m_memoryBytes = 0;
}

} // namespace inference
