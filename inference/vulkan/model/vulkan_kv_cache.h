// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/vulkan/model/page_pool.h"

#include <memory>
#include <vector>

namespace inference {

/// Keys and values of one sequence as a list of pages in a pool on the device. Whole pages are
/// shared by reference with the caches they were copied to; a sequence that goes on in the middle
/// of a shared one continues in a copy. When the device was lost, the cache is empty: length() is
/// 0. Thread rule: as KvCache.
class VulkanKvCache final : public KvCache {
public:
    /// `owner` is the model that made it, and the only one that may use it.
    VulkanKvCache(
        const void* owner, std::shared_ptr<PagePool> pool, KvType type, std::int64_t capacity)
        : m_owner(owner)
        , m_pool(std::move(pool))
        , m_type(type)
        , m_capacity(capacity)
        , m_generation(m_pool->generation())
    {
    }

    [[nodiscard]] std::int64_t length() const override { return isGone() ? 0 : m_length; }
    [[nodiscard]] std::int64_t capacity() const override { return m_capacity; }
    [[nodiscard]] std::int64_t sizeBytes() const override;
    void truncate(std::int64_t length) override;
    core::Result<void> copyFrom(const KvCache& other, std::int64_t length) override;

    [[nodiscard]] std::int64_t pageBytes() const override { return m_pool->layout().pageBytes(); }
    core::Result<PageBytes> page(std::int64_t index) const override;
    core::Result<void> append(PageBytes page) override;

    /// Counts positions in and takes the pages for them. They are written by the pass that asked
    /// for them, or truncated again. On an error the length is as it was.
    core::Result<void> extend(std::int64_t positions);

    [[nodiscard]] const void* owner() const { return m_owner; }
    [[nodiscard]] KvType type() const { return m_type; }
    /// Indices in the pool, of all positions held.
    [[nodiscard]] std::vector<std::uint32_t> pageIndices() const;

private:
    using Pages = std::vector<std::shared_ptr<const PoolPage>>;

    [[nodiscard]] bool isGone() const { return m_generation != m_pool->generation(); }
    void beginAnewIfGone();
    core::Result<void> makeLastOwn();

    const void* m_owner;
    const std::shared_ptr<PagePool> m_pool;
    const KvType m_type;
    const std::int64_t m_capacity;
    std::uint64_t m_generation;
    Pages m_pages;
    std::int64_t m_length = 0;
};

} // namespace inference
