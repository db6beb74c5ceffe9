// SPDX-License-Identifier: Apache-2.0
#include "inference/state/state_store.h"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace inference {

using core::ErrorCode;
using core::Result;

namespace {

/// Pages that lie side by side are read together up to this, so that a long prefix does not need
/// all of its memory twice.
constexpr std::int64_t readBytesAtOnce = std::int64_t{32} * 1024 * 1024;

/// For so many pages the quota is looked at together.
constexpr std::size_t pagesPerRoom = 32;

constexpr auto positionsPerPage = static_cast<std::size_t>(pagePositions);

/// The page `index` of a sequence behind its parent.
PageIdentity identityAt(const ClassedTokens& tokens, std::size_t index, const PageId& parent)
{
    PageIdentity page{.parent = parent};
    const std::size_t first = index * positionsPerPage;
    std::copy_n(tokens.tokens.begin() + static_cast<std::ptrdiff_t>(first), positionsPerPage,
        page.tokens.begin());
    for (std::size_t i = 0; i < positionsPerPage; ++i) {
        const bool isDecoded = tokens.classOf(first + i) == NumericClass::Decode;
        page.decoded |= isDecoded ? std::uint32_t{1} << i : 0;
    }
    return page;
}

} // namespace

StateStore::StateStore(const PageLineage& lineage, StateOptions options)
    : m_root(rootId(lineage))
    , m_pageBytes(lineage.pageBytes)
    , m_index(options.memoryBytesMax)
    , m_writer([this](std::vector<PageWriter::Job> batch) { write(std::move(batch)); })
{
    if (m_pageBytes <= 0 || options.folder.empty() || options.diskBytesMax <= 0) {
        return;
    }
    const auto shape = PackShape::of(m_pageBytes);
    if (!shape) {
        mention(shape.error());
        return;
    }
    m_pageStride = shape->pageStride;
    m_folder = std::make_unique<PackFolder>(
        std::move(options.folder), options.diskBytesMax, *shape, m_root);
    look();
}

StateStore::~StateStore() = default;

/// Once a kind of trouble in the log, without what the conversation is about.
void StateStore::mention(const core::Error& error)
{
    const std::lock_guard lock(m_mutex);
    m_trouble = error.message;
    if (m_mentioned.insert(error.code).second) {
        spdlog::warn("model state: {}", error.message);
    }
}

void StateStore::look()
{
    if (!m_folder) {
        return;
    }
    auto news = m_folder->look();
    if (!news) {
        if (news.error().code != ErrorCode::NotFound) { // none is there before the first page
            mention(news.error());
        }
        return;
    }
    if (news->damaged > 0) {
        mention({.code = ErrorCode::Corrupt,
            .message = "A pack of keys and values has a header that is damaged; it is not used."});
    }
    const std::lock_guard lock(m_mutex);
    for (const auto& pack : news->gone) {
        m_index.dropPack(pack.get());
    }
    for (PackFolder::News::Page& page : news->pages) {
        auto* const entry = m_index.findOrMake(page.facts.id, page.facts.identity());
        if (entry != nullptr) { // of two equal pages the later one, which mended something
            entry->disk = std::move(page.place);
        }
    }
}

std::vector<StateStore::Known> StateStore::known(const ClassedTokens& tokens)
{
    std::vector<Known> pages;
    PageId parent = m_root;
    const std::lock_guard lock(m_mutex);
    for (std::size_t i = 0; i < tokens.tokens.size() / positionsPerPage; ++i) {
        const PageIdentity identity = identityAt(tokens, i, parent);
        const PageId id = idOf(identity);
        const PageIndex::Page* page = m_index.find(id, identity);
        if (page == nullptr || (!page->inMemory() && !page->disk)) {
            break;
        }
        pages.push_back({id, page->memory, page->disk});
        parent = id;
    }
    return pages;
}

/// At least the first page, unless it turns out to be lost.
std::vector<PageBytes> StateStore::bytesFrom(const std::vector<Known>& pages, std::size_t first)
{
    const Known& page = pages[first];
    if (page.memory.owner != nullptr) {
        return {page.memory};
    }
    std::vector<std::uint64_t> checksums;
    const auto most =
        static_cast<std::size_t>(std::max<std::int64_t>(readBytesAtOnce / m_pageStride, 1));
    for (std::size_t i = first; i < pages.size() && checksums.size() < most; ++i) {
        const auto& place = pages[i].disk;
        const auto slot = page.disk->slot + static_cast<std::int64_t>(checksums.size());
        if (pages[i].memory.owner != nullptr || place->pack != page.disk->pack
            || place->slot != slot) {
            break;
        }
        checksums.push_back(place->checksum);
    }
    auto read = page.disk->pack->read(page.disk->slot, checksums);
    const std::size_t count = read ? read->size() : 0;
    if (!read && read.error().code != ErrorCode::NotFound)
    { // others make room, which is no trouble
        mention(read.error());
    }
    const bool isDamaged =
        read ? count < checksums.size() : read.error().code == ErrorCode::Corrupt;
    if (isDamaged) { // the one behind those that could be read
        page.disk->pack->bury(page.disk->slot + static_cast<std::int64_t>(count));
    }
    const std::lock_guard lock(m_mutex);
    for (std::size_t i = 0; i < count; ++i) {
        if (PageIndex::Page* entry = m_index.find(pages[first + i].id)) {
            m_index.holdInMemory(pages[first + i].id, *entry, (*read)[i]);
        }
    }
    // What failed once is not asked again: the rest of the prefix is computed and kept anew.
    for (std::size_t i = first + count; count < checksums.size() && i < pages.size(); ++i) {
        if (pages[i].disk && pages[i].disk->pack == page.disk->pack) {
            m_index.dropFromDisk(pages[i].id);
        }
    }
    return read ? std::move(*read) : std::vector<PageBytes>();
}

void StateStore::restore(KvCache& cache, const ClassedTokens& tokens)
{
    if (m_pageBytes <= 0) {
        return;
    }
    std::vector<Known> pages = known(tokens);
    if (pages.size() < tokens.tokens.size() / positionsPerPage && m_folder) {
        look(); // others may have written what we lack
        pages = known(tokens);
    }
    append(cache, pages, tokens.tokens);
    const std::lock_guard lock(m_mutex);
    m_index.keepToQuota();
}

/// Those behind what the cache has.
void StateStore::append(
    KvCache& cache, const std::vector<Known>& pages, std::span<const TokenId> tokens)
{
    const auto first = static_cast<std::size_t>(cache.length() / pagePositions);
    std::size_t at = first;
    while (at < pages.size()) {
        std::vector<PageBytes> bytes = bytesFrom(pages, at);
        if (bytes.empty()) {
            break;
        }
        if (at == first) {
            cache.truncate(cache.length() / pagePositions * pagePositions);
        }
        for (PageBytes& page : bytes) {
            const auto own = tokens.subspan(at * positionsPerPage, positionsPerPage);
            page.tokens.assign(own.begin(), own.end());
            if (const auto appended = cache.append(std::move(page)); !appended) {
                mention(appended.error());
                return;
            }
            ++at;
        }
    }
}

void StateStore::keepPage(const KvCache& cache, std::int64_t index, const PageId& id,
    const PageIdentity& identity, const KeepRule& rule)
{
    PageIndex::Page* const page = m_index.findOrMake(id, identity);
    if (page == nullptr) {
        return;
    }
    const bool wantsDisk = m_folder && rule.onDisk && !page->disk && !page->isQueued;
    PageBytes bytes = page->memory;
    if (bytes.owner == nullptr && (wantsDisk || !page->disk)) {
        auto taken = cache.page(index);
        if (!taken) {
            return;
        }
        bytes = std::move(*taken);
        m_index.holdInMemory(id, *page, bytes);
    }
    if (wantsDisk) {
        page->isQueued = m_writer.offer(
            {.id = id, .page = identity, .bytes = bytes, .owner = ownerTag(rule.owner)});
    }
}

void StateStore::keep(const KvCache& cache, const ClassedTokens& tokens, const KeepRule& rule)
{
    if (m_pageBytes <= 0) {
        return;
    }
    const std::lock_guard lock(m_mutex);
    std::vector<PageId> prefix;
    PageId parent = m_root;
    for (std::int64_t i = 0; i < cache.length() / pagePositions; ++i) {
        const PageIdentity identity = identityAt(tokens, static_cast<std::size_t>(i), parent);
        parent = idOf(identity);
        keepPage(cache, i, parent, identity, rule);
        prefix.push_back(parent);
    }
    m_index.touch(prefix);
    m_index.keepToQuota();
}

/// On the writer's thread.
void StateStore::write(std::vector<PageWriter::Job> batch)
{
    Result<void> possible;
    for (std::size_t i = 0; i < batch.size(); ++i) {
        const PageWriter::Job& job = batch[i];
        std::optional<PackPlace> place;
        if (possible && i % pagesPerRoom == 0) {
            const auto count = static_cast<std::int64_t>(std::min(pagesPerRoom, batch.size() - i));
            possible = m_folder->makeRoom(count * m_pageStride);
        }
        if (possible) {
            auto written = m_folder->append(job.owner, job.page, job.bytes.bytes);
            if (written) {
                place = std::move(*written);
            } else {
                possible = core::fail(std::move(written).error());
            }
        }
        const std::lock_guard lock(m_mutex);
        if (PageIndex::Page* const page = m_index.find(job.id, job.page)) {
            page->isQueued = false;
            page->disk = place ? std::move(place) : page->disk;
            if (!page->disk) {
                m_index.dropFromDisk(job.id); // the page, if it is nowhere else
            }
        }
    }
    if (!possible) {
        mention(possible.error());
    }
}

void StateStore::forget()
{
    m_writer.drop();
    if (m_folder) {
        m_folder->forgetSeen();
    }
    const std::lock_guard lock(m_mutex);
    m_index.clear();
}

StateStore::Facts StateStore::facts() const
{
    const std::lock_guard lock(m_mutex);
    return {.pagesInMemory = static_cast<std::int64_t>(m_index.pagesInMemory()),
        .memoryBytes = m_index.memoryBytes(),
        .pagesKnown = static_cast<std::int64_t>(m_index.pages()),
        .trouble = m_trouble};
}

} // namespace inference
