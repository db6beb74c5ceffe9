// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/steady_cache.h"

#include <algorithm>

namespace inference {

using core::ErrorCode;
using core::fail;
using core::Result;

namespace {

constexpr TokenId unknownToken = -1;

} // namespace

SteadyCache::SteadyCache(
    std::shared_ptr<SteadyDevice> device, std::unique_ptr<KvCache> cache, KvType type)
    : m_device(std::move(device))
    , m_cache(std::move(cache))
    , m_generation(m_device->generation)
    , m_type(type)
    , m_capacity(m_cache->capacity())
{
    m_device->caches.push_back(this);
}

SteadyCache::~SteadyCache()
{
    std::erase(m_device->caches, this);
}

std::int64_t SteadyCache::length() const
{
    return isHere() ? m_cache->length() : 0;
}

std::int64_t SteadyCache::sizeBytes() const
{
    return isHere() ? m_cache->sizeBytes() : 0;
}

std::int64_t SteadyCache::pageBytes() const
{
    return isHere() && !m_device->isStandIn ? m_cache->pageBytes() : 0;
}

/// Forgets the tokens of positions that are no more.
void SteadyCache::agree()
{
    m_tokens.resize(static_cast<std::size_t>(length()), unknownToken);
}

Result<KvCache*> SteadyCache::present()
{
    if (!isHere()) {
        m_cache = TRY(m_device->model->createCache(m_capacity, m_type));
        m_generation = m_device->generation;
    }
    return m_cache.get();
}

void SteadyCache::truncate(std::int64_t length)
{
    if (isHere()) {
        m_cache->truncate(length);
    }
    agree();
}

Result<void> SteadyCache::copyFrom(const KvCache& other, std::int64_t length)
{
    const auto* source = dynamic_cast<const SteadyCache*>(&other);
    if (source == nullptr || source->m_device != m_device || !source->isHere()) {
        return fail(ErrorCode::InvalidInput,
            "Keys and values of another model, type or length cannot be copied.");
    }
    KvCache* const cache = TRY(present());
    TRY(cache->copyFrom(*source->m_cache, length));
    m_tokens = source->m_tokens;
    agree();
    return {};
}

Result<PageBytes> SteadyCache::page(std::int64_t index) const
{
    if (!isHere() || m_device->isStandIn) {
        return fail(ErrorCode::Unsupported, "This device has no pages of keys.");
    }
    return m_cache->page(index);
}

Result<void> SteadyCache::append(PageBytes page)
{
    if (m_device->isStandIn) {
        return fail(ErrorCode::Unsupported, "This device has no pages of keys.");
    }
    std::vector<TokenId> tokens = page.tokens;
    tokens.resize(static_cast<std::size_t>(pagePositions), unknownToken);
    KvCache* const cache = TRY(present());
    agree();
    TRY(cache->append(std::move(page)));
    note(tokens);
    return {};
}

void SteadyCache::note(std::span<const TokenId> tokens)
{
    m_tokens.insert(m_tokens.end(), tokens.begin(), tokens.end());
    agree();
}

std::optional<std::vector<TokenId>> SteadyCache::tokens() const
{
    if (std::find(m_tokens.begin(), m_tokens.end(), unknownToken) != m_tokens.end()) {
        return std::nullopt;
    }
    return m_tokens;
}

} // namespace inference
