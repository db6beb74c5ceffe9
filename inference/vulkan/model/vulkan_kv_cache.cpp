// SPDX-License-Identifier: Apache-2.0
#include "inference/vulkan/model/vulkan_kv_cache.h"

#include <fmt/format.h>

#include <algorithm>

namespace inference {

using core::ErrorCode;
using core::fail;
using core::Result;

namespace {

std::size_t pagesFor(std::int64_t positions)
{
    return static_cast<std::size_t>((positions + pagePositions - 1) / pagePositions);
}

} // namespace

void VulkanKvCache::beginAnewIfGone()
{
    if (isGone()) {
        m_pages.clear();
        m_length = 0;
        m_generation = m_pool->generation();
    }
}

std::int64_t VulkanKvCache::sizeBytes() const
{
    return isGone() ? 0 : static_cast<std::int64_t>(m_pages.size()) * pageBytes();
}

void VulkanKvCache::truncate(std::int64_t length)
{
    beginAnewIfGone();
    m_length = std::clamp<std::int64_t>(length, 0, m_length);
    m_pages.resize(std::min(m_pages.size(), pagesFor(m_length)));
}

/// The page that the next position goes to is written by the pass: nobody else may read it.
Result<void> VulkanKvCache::makeLastOwn()
{
    if (m_length % pagePositions == 0 || m_pages.back().use_count() == 1) {
        return {};
    }
    auto own = TRY(m_pool->take());
    TRY(m_pool->copy(*m_pages.back(), *own));
    m_pages.back() = std::move(own);
    return {};
}

Result<void> VulkanKvCache::extend(std::int64_t positions)
{
    beginAnewIfGone();
    if (positions == 0) {
        return {};
    }
    TRY(makeLastOwn());
    const std::size_t before = m_pages.size();
    while (m_pages.size() < pagesFor(m_length + positions)) {
        auto page = m_pool->take();
        if (!page) {
            m_pages.resize(before);
            return fail(std::move(page).error());
        }
        m_pages.push_back(std::move(*page));
    }
    m_length += positions;
    return {};
}

Result<void> VulkanKvCache::copyFrom(const KvCache& other, std::int64_t length)
{
    const auto* source = dynamic_cast<const VulkanKvCache*>(&other);
    if (source == nullptr || source->m_owner != m_owner || source->m_type != m_type || length < 0
        || length > source->length() || length > m_capacity)
    {
        return fail(ErrorCode::InvalidInput,
            "Keys and values of another model, type or length cannot be copied.");
    }
    beginAnewIfGone();
    const auto whole = static_cast<std::ptrdiff_t>(length / pagePositions);
    Pages pages(source->m_pages.begin(), source->m_pages.begin() + whole);
    if (length % pagePositions != 0) {
        auto own = TRY(m_pool->take());
        TRY(m_pool->copy(*source->m_pages[static_cast<std::size_t>(whole)], *own));
        pages.push_back(std::move(own));
    }
    m_pages = std::move(pages);
    m_length = length;
    return {};
}

Result<PageBytes> VulkanKvCache::page(std::int64_t index) const
{
    if (index < 0 || index >= length() / pagePositions) {
        return fail(ErrorCode::InvalidInput,
            fmt::format("Page {} was asked for; the cache holds {} whole ones.", index,
                length() / pagePositions));
    }
    const auto bytes = std::make_shared<const std::vector<std::uint8_t>>(
        TRY(m_pool->read(*m_pages[static_cast<std::size_t>(index)])));
    return PageBytes{bytes, *bytes};
}

Result<void> VulkanKvCache::append(PageBytes page)
{
    beginAnewIfGone();
    if (m_length % pagePositions != 0
        || static_cast<std::int64_t>(page.bytes.size()) != pageBytes()) {
        return fail(ErrorCode::InvalidInput,
            fmt::format("A page of {} bytes does not fit behind {} positions: {} bytes fit behind "
                        "a multiple of {}.",
                page.bytes.size(), m_length, pageBytes(), pagePositions));
    }
    if (m_length + pagePositions > m_capacity) {
        return fail(ErrorCode::LimitReached,
            fmt::format("The cache holds {} positions; {} more exceed its capacity of {}.",
                m_length, pagePositions, m_capacity));
    }
    auto own = TRY(m_pool->take());
    TRY(m_pool->write(*own, page.bytes));
    m_pages.push_back(std::move(own));
    m_length += pagePositions;
    return {};
}

std::vector<std::uint32_t> VulkanKvCache::pageIndices() const
{
    std::vector<std::uint32_t> indices;
    for (const auto& page : m_pages) {
        indices.push_back(page->index());
    }
    return indices;
}

} // namespace inference
