// SPDX-License-Identifier: Apache-2.0
#include "inference/cpu/cpu_kv_cache.h"

#include "core/base/checked.h"
#include "inference/cpu/aligned_buffer.h"

#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <new>

namespace inference {

using core::ErrorCode;
using core::fail;
using core::Result;

namespace {

using PageMemory = AlignedBuffer<std::uint8_t>;

/// The product of all factors, or nothing.
std::optional<std::int64_t> product(std::initializer_list<std::int64_t> factors)
{
    std::optional<std::int64_t> result = 1;
    for (const std::int64_t factor : factors) {
        result = result ? core::checkedMultiply(*result, factor) : std::nullopt;
    }
    return result;
}

/// Beyond this no length is rounded up safely; no memory holds as much.
constexpr std::int64_t capacityMax = std::int64_t{1} << 40;

std::int64_t pagesFor(std::int64_t positions)
{
    return roundUp(positions, pagePositions) / pagePositions;
}

bool isAligned(const std::uint8_t* bytes)
{
    return reinterpret_cast<std::uintptr_t>(bytes) % PageMemory::alignment == 0;
}

std::int64_t machineBytes()
{
    return static_cast<std::int64_t>(sysconf(_SC_PHYS_PAGES)) * sysconf(_SC_PAGESIZE);
}

} // namespace

Result<std::unique_ptr<CpuKvCache>> CpuKvCache::create(
    const void* owner, const LlamaParameters& parameters, std::int64_t capacity, KvType type)
{
    if (capacity < 1 || capacity > capacityMax) {
        return fail(ErrorCode::InvalidInput,
            "A cache of " + std::to_string(capacity) + " positions was asked for; 1 to "
                + std::to_string(capacityMax) + " are possible.");
    }
    const std::int64_t elementBytes = type == KvType::F16 ? 2 : 4;
    const auto keys = product({pagePositions, parameters.headSize, elementBytes});
    const auto values =
        product({pagePositions, roundUp(parameters.headSize, positionBlock), elementBytes});
    const auto both = keys && values ? core::checkedAdd(*keys, *values) : std::nullopt;
    const auto page = both ? product({*both, parameters.layers, parameters.kvHeads}) : std::nullopt;
    const auto total = page ? product({*page, pagesFor(capacity)}) : std::nullopt;
    if (!total || *total > machineBytes()) {
        return fail(ErrorCode::OutOfMemory,
            "Keys and values for " + std::to_string(capacity)
                + " positions exceed this machine's memory. Use a shorter context.");
    }
    std::unique_ptr<CpuKvCache> cache(new CpuKvCache);
    cache->m_owner = owner;
    cache->m_type = type;
    cache->m_capacity = capacity;
    cache->m_kvHeads = parameters.kvHeads;
    cache->m_headSize = parameters.headSize;
    cache->m_keyBytes = *keys;
    cache->m_valueBytes = *values;
    cache->m_pageBytes = *page;
    return cache;
}

std::int64_t CpuKvCache::sizeBytes() const
{
    return static_cast<std::int64_t>(m_pages.size()) * m_pageBytes;
}

void CpuKvCache::truncate(std::int64_t length)
{
    m_length = std::clamp<std::int64_t>(length, 0, m_length);
    dropPagesBeyond(m_length);
}

void CpuKvCache::dropPagesBeyond(std::int64_t length)
{
    const auto kept = static_cast<std::size_t>(pagesFor(length));
    m_pages.resize(std::min(m_pages.size(), kept));
    m_table.resize(m_pages.size());
}

Result<std::pair<CpuKvCache::Page, std::uint8_t*>> CpuKvCache::makePage() const
{
    try {
        auto memory =
            std::make_shared<PageMemory>(TRY(PageMemory::create(m_pageBytes, "keys and values")));
        std::uint8_t* const bytes = memory->data();
        return std::pair(Page{.owner = std::move(memory)}, bytes);
    } catch (const std::bad_alloc&) {
        return fail(ErrorCode::OutOfMemory, "No memory is left for keys and values.");
    }
}

/// Puts a page of our own with the source's bytes at `index`, which may be one behind the last.
Result<void> CpuKvCache::takeOver(std::size_t index, const std::uint8_t* source)
{
    auto [page, bytes] = TRY(makePage());
    std::memcpy(bytes, source, static_cast<std::size_t>(m_pageBytes));
    m_pages.resize(std::max(m_pages.size(), index + 1));
    m_table.resize(m_pages.size());
    m_pages[index] = std::move(page);
    m_table[index] = bytes;
    return {};
}

Result<void> CpuKvCache::extend(std::int64_t positions)
{
    const auto last = static_cast<std::size_t>(m_length / pagePositions);
    if (m_length % pagePositions != 0 && m_pages[last].isShared) {
        TRY(takeOver(last, m_table[last]));
    }
    const auto needed = static_cast<std::size_t>(pagesFor(m_length + positions));
    m_pages.reserve(needed);
    m_table.reserve(needed);
    while (m_pages.size() < needed) {
        auto made = makePage();
        if (!made) {
            dropPagesBeyond(m_length);
            return fail(std::move(made).error());
        }
        m_pages.push_back(std::move(made->first));
        m_table.push_back(made->second);
    }
    m_length += positions;
    return {};
}

Result<void> CpuKvCache::copyFrom(const KvCache& other, std::int64_t length)
{
    const auto* source = dynamic_cast<const CpuKvCache*>(&other);
    if (source == nullptr || source->m_owner != m_owner || source->m_type != m_type || length < 0
        || length > source->m_length || length > m_capacity)
    {
        return fail(ErrorCode::InvalidInput,
            "Keys and values of another model, type or length cannot be copied.");
    }
    if (source == this) {
        truncate(length);
        return {};
    }
    const auto whole = static_cast<std::size_t>(length / pagePositions);
    std::vector<Page> pages(source->m_pages.begin(), source->m_pages.begin() + whole);
    std::vector<std::uint8_t*> table(source->m_table.begin(), source->m_table.begin() + whole);
    for (std::size_t i = 0; i < whole; ++i) {
        source->m_pages[i].isShared = pages[i].isShared = true;
    }
    pages.swap(m_pages);
    table.swap(m_table);
    if (length % pagePositions != 0) {
        const auto copied = takeOver(whole, source->m_table[whole]);
        if (!copied) {
            pages.swap(m_pages);
            table.swap(m_table);
            return copied;
        }
    }
    m_length = length;
    return {};
}

Result<PageBytes> CpuKvCache::page(std::int64_t index) const
{
    if (index < 0 || index >= m_length / pagePositions) {
        return fail(ErrorCode::InvalidInput,
            "Page " + std::to_string(index) + " was asked for; the cache holds "
                + std::to_string(m_length / pagePositions) + " whole ones.");
    }
    const auto at = static_cast<std::size_t>(index);
    m_pages[at].isShared = true;
    return PageBytes{m_pages[at].owner, {m_table[at], static_cast<std::size_t>(m_pageBytes)}};
}

Result<void> CpuKvCache::append(PageBytes page)
{
    if (m_length % pagePositions != 0 || page.owner == nullptr || !isAligned(page.bytes.data())
        || std::int64_t(page.bytes.size()) != m_pageBytes)
    {
        return fail(ErrorCode::InvalidInput,
            "A page of " + std::to_string(page.bytes.size()) + " bytes does not fit behind "
                + std::to_string(m_length) + " positions of a cache whose pages have "
                + std::to_string(m_pageBytes) + " bytes.");
    }
    if (pagePositions > m_capacity - m_length) {
        return fail(ErrorCode::LimitReached,
            "The cache holds " + std::to_string(m_length) + " of " + std::to_string(m_capacity)
                + " positions; a page does not fit any more.");
    }
    m_table.reserve(m_table.size() + 1);
    m_pages.push_back({.owner = std::move(page.owner), .isShared = true});
    m_table.push_back(const_cast<std::uint8_t*>(page.bytes.data())); // shared, so never written
    m_length += pagePositions;
    return {};
}

KeyValueView CpuKvCache::view(std::int64_t layer, std::int64_t kvHead)
{
    const std::int64_t keysAt = (layer * m_kvHeads + kvHead) * (m_keyBytes + m_valueBytes);
    return {.pages = m_table.data(),
        .keysAt = keysAt,
        .valuesAt = keysAt + m_keyBytes,
        .headSize = m_headSize};
}

} // namespace inference
