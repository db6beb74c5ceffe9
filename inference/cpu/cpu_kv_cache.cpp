// SPDX-License-Identifier: Apache-2.0
#include "inference/cpu/cpu_kv_cache.h"

#include "core/base/checked.h"

#include <algorithm>
#include <cstring>

namespace inference {

namespace {

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

} // namespace

core::Result<std::unique_ptr<CpuKvCache>> CpuKvCache::create(
    const void* owner, const LlamaParameters& parameters, std::int64_t capacity, KvType type)
{
    if (capacity < 1 || capacity > capacityMax) {
        return core::fail(core::ErrorCode::InvalidInput,
            "A cache of " + std::to_string(capacity) + " positions was asked for; 1 to "
                + std::to_string(capacityMax) + " are possible.");
    }
    std::unique_ptr<CpuKvCache> cache(new CpuKvCache);
    const std::int64_t elementBytes = type == KvType::F16 ? 2 : 4;
    const std::int64_t positions = roundUp(capacity, positionBlock);
    const auto keys = product({positions, parameters.headSize, elementBytes});
    const auto values =
        product({positions, roundUp(parameters.headSize, positionBlock), elementBytes});
    const auto both = keys && values ? core::checkedAdd(*keys, *values) : std::nullopt;
    const auto total =
        both ? product({*both, parameters.layers, parameters.kvHeads}) : std::nullopt;
    if (!total) {
        return core::fail(core::ErrorCode::OutOfMemory,
            "Keys and values for " + std::to_string(capacity)
                + " positions exceed any memory. Use a shorter context.");
    }
    cache->m_memory = TRY(AlignedBuffer<std::uint8_t>::create(*total, "keys and values"));
    cache->m_owner = owner;
    cache->m_type = type;
    cache->m_capacity = capacity;
    cache->m_kvHeads = parameters.kvHeads;
    cache->m_headSize = parameters.headSize;
    cache->m_keyBytes = *keys;
    cache->m_valueBytes = *values;
    return cache;
}

void CpuKvCache::truncate(std::int64_t length)
{
    m_length = std::clamp<std::int64_t>(length, 0, m_length);
}

core::Result<void> CpuKvCache::copyFrom(const KvCache& other, std::int64_t length)
{
    const auto* source = dynamic_cast<const CpuKvCache*>(&other);
    if (source == nullptr || source->m_owner != m_owner || source->m_type != m_type || length < 0
        || length > source->m_length || length > m_capacity)
    {
        return core::fail(core::ErrorCode::InvalidInput,
            "Keys and values of another model, type or length cannot be copied.");
    }
    // Both keys and values of a layer and head lie in the order of positions.
    const std::int64_t elementBytes = m_type == KvType::F16 ? 2 : 4;
    const std::int64_t positions = roundUp(length, positionBlock);
    const auto keys = static_cast<std::size_t>(positions * m_headSize * elementBytes);
    const auto values =
        static_cast<std::size_t>(positions * roundUp(m_headSize, positionBlock) * elementBytes);
    const std::int64_t parts = m_memory.size() / (m_keyBytes + m_valueBytes);
    for (std::int64_t part = 0; part < parts; ++part) {
        const std::uint8_t* const from =
            source->m_memory.data() + part * (source->m_keyBytes + source->m_valueBytes);
        std::uint8_t* const to = m_memory.data() + part * (m_keyBytes + m_valueBytes);
        std::memcpy(to, from, keys);
        std::memcpy(to + m_keyBytes, from + source->m_keyBytes, values);
    }
    m_length = length;
    return {};
}

KeyValueView CpuKvCache::view(std::int64_t layer, std::int64_t kvHead)
{
    std::uint8_t* const start =
        m_memory.data() + (layer * m_kvHeads + kvHead) * (m_keyBytes + m_valueBytes);
    return {.keys = start, .values = start + m_keyBytes, .headSize = m_headSize};
}

} // namespace inference
