// SPDX-License-Identifier: Apache-2.0
#include "inference/reference/reference_cache.h"

#include "inference/reference/half_float.h"

#include <algorithm>
#include <cstring>
#include <new>

namespace inference {

ReferenceCache::ReferenceCache(
    const LlamaParameters& parameters, std::int64_t capacity, KvType type)
    : m_type(type)
    , m_capacity(capacity)
    , m_headSize(parameters.headSize)
    , m_rowSize(parameters.kvHeads * parameters.headSize)
    , m_keys(static_cast<std::size_t>(parameters.layers))
    , m_values(static_cast<std::size_t>(parameters.layers))
{
}

std::int64_t ReferenceCache::sizeBytes() const
{
    const std::int64_t elementBytes = m_type == KvType::F16 ? 2 : 4;
    return static_cast<std::int64_t>(m_keys.size()) * 2 * m_length * m_rowSize * elementBytes;
}

void ReferenceCache::truncate(std::int64_t length)
{
    const auto elements = static_cast<std::size_t>(length * m_rowSize);
    for (std::vector<Rows>* part : {&m_keys, &m_values}) {
        for (Rows& rows : *part) {
            rows.halves.resize(std::min(rows.halves.size(), elements));
            rows.floats.resize(std::min(rows.floats.size(), elements));
        }
    }
    m_length = std::min(m_length, length);
}

core::Result<void> ReferenceCache::copyFrom(const KvCache& other, std::int64_t length)
{
    const auto* source = dynamic_cast<const ReferenceCache*>(&other);
    if (source == nullptr || source->m_type != m_type || source->m_keys.size() != m_keys.size()
        || source->m_rowSize != m_rowSize || length > source->m_length || length > m_capacity)
    {
        return core::fail(core::ErrorCode::InvalidInput,
            "Keys and values of another model, type or length cannot be copied.");
    }
    try {
        std::vector<Rows> keys = source->m_keys;
        std::vector<Rows> values = source->m_values;
        m_keys = std::move(keys);
        m_values = std::move(values);
    } catch (const std::bad_alloc&) {
        return core::fail(core::ErrorCode::OutOfMemory, "No memory to copy keys and values.");
    }
    m_length = source->m_length;
    truncate(length);
    return {};
}

/// Bytes of one layer's keys, or values, in a page.
std::size_t ReferenceCache::partBytes() const
{
    const std::int64_t elementBytes = m_type == KvType::F16 ? 2 : 4;
    return static_cast<std::size_t>(pagePositions * m_rowSize * elementBytes);
}

std::int64_t ReferenceCache::pageBytes() const
{
    return static_cast<std::int64_t>(m_keys.size() * 2 * partBytes());
}

core::Result<PageBytes> ReferenceCache::page(std::int64_t index) const
{
    if (index < 0 || index >= m_length / pagePositions) {
        return core::fail(core::ErrorCode::InvalidInput, "The cache does not hold that page.");
    }
    try {
        const auto bytes = std::make_shared<std::vector<std::uint8_t>>();
        for (std::size_t layer = 0; layer < m_keys.size(); ++layer) {
            for (const Rows* rows : {&m_keys[layer], &m_values[layer]}) {
                const void* all = m_type == KvType::F16
                    ? static_cast<const void*>(rows->halves.data())
                    : rows->floats.data();
                const auto* first = static_cast<const std::uint8_t*>(all)
                    + static_cast<std::size_t>(index) * partBytes();
                bytes->insert(bytes->end(), first, first + partBytes());
            }
        }
        return PageBytes{bytes, *bytes};
    } catch (const std::bad_alloc&) {
        return core::fail(core::ErrorCode::OutOfMemory, "No memory to copy keys and values.");
    }
}

core::Result<void> ReferenceCache::append(PageBytes page)
{
    if (m_length % pagePositions != 0 || std::int64_t(page.bytes.size()) != pageBytes()) {
        return core::fail(
            core::ErrorCode::InvalidInput, "The page does not fit behind this cache.");
    }
    if (pagePositions > m_capacity - m_length) {
        return core::fail(core::ErrorCode::LimitReached, "The cache has no room for a page.");
    }
    const auto before = static_cast<std::size_t>(m_length * m_rowSize);
    const auto values = static_cast<std::size_t>((m_length + pagePositions) * m_rowSize);
    const std::uint8_t* from = page.bytes.data();
    try {
        for (std::size_t layer = 0; layer < m_keys.size(); ++layer) {
            for (Rows* rows : {&m_keys[layer], &m_values[layer]}) {
                void* to = nullptr;
                if (m_type == KvType::F16) {
                    rows->halves.resize(values);
                    to = &rows->halves[before];
                } else {
                    rows->floats.resize(values);
                    to = &rows->floats[before];
                }
                std::memcpy(to, from, partBytes());
                from += partBytes();
            }
        }
    } catch (const std::bad_alloc&) {
        truncate(m_length);
        return core::fail(core::ErrorCode::OutOfMemory, "No memory to copy keys and values.");
    }
    m_length += pagePositions;
    return {};
}

void ReferenceCache::store(
    std::int64_t layer, std::span<const double> keys, std::span<const double> values)
{
    appendRow(m_keys[static_cast<std::size_t>(layer)], keys);
    appendRow(m_values[static_cast<std::size_t>(layer)], values);
}

void ReferenceCache::appendRow(Rows& rows, std::span<const double> values) const
{
    for (const double value : values) {
        if (m_type == KvType::F16) {
            rows.halves.push_back(doubleToHalf(value));
        } else {
            rows.floats.push_back(static_cast<float>(value));
        }
    }
}

void ReferenceCache::read(
    const Rows& rows, std::int64_t position, std::int64_t kvHead, std::span<double> out) const
{
    const auto first = static_cast<std::size_t>(position * m_rowSize + kvHead * m_headSize);
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i] = m_type == KvType::F16 ? halfToDouble(rows.halves[first + i])
                                       : static_cast<double>(rows.floats[first + i]);
    }
}

void ReferenceCache::readKey(
    std::int64_t layer, std::int64_t position, std::int64_t kvHead, std::span<double> key) const
{
    read(m_keys[static_cast<std::size_t>(layer)], position, kvHead, key);
}

void ReferenceCache::readValue(
    std::int64_t layer, std::int64_t position, std::int64_t kvHead, std::span<double> value) const
{
    read(m_values[static_cast<std::size_t>(layer)], position, kvHead, value);
}

} // namespace inference
