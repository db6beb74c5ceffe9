// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/vulkan/model/page_layout.h"
#include "inference/vulkan/submitter.h"
#include "inference/vulkan/vulkan_buffer.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

namespace inference {

class PagePool;

/// A page of a pool, given back when the last that shares it goes.
class PoolPage {
public:
    PoolPage(std::shared_ptr<PagePool> pool, std::uint64_t generation, std::uint32_t index)
        : m_pool(std::move(pool))
        , m_generation(generation)
        , m_index(index)
    {
    }
    ~PoolPage();
    PoolPage(const PoolPage&) = delete;
    PoolPage& operator=(const PoolPage&) = delete;
    [[nodiscard]] std::uint32_t index() const { return m_index; }

private:
    const std::shared_ptr<PagePool> m_pool; // as long as pages live
    const std::uint64_t m_generation;
    const std::uint32_t m_index;
};

/// The keys and values of all sequences of a model in one KvType: for each layer a buffer of keys
/// and one of values, both with all pages. The buffers grow by doubling as pages are asked for.
/// When the device is gone, all pages are: the pool then begins anew with the next generation, and
/// pages of older ones mean nothing.
/// Thread rule: pages may be given back on any thread; everything else has one owner.
class PagePool : public std::enable_shared_from_this<PagePool> {
public:
    explicit PagePool(const PageLayout& layout)
        : m_layout(layout)
    {
    }

    /// Begins a generation on a device, which must live until detach().
    void attach(VulkanDevice& device, Submitter& submitter);
    /// Drops all buffers and pages. The device must not be using them.
    void detach();

    [[nodiscard]] const PageLayout& layout() const { return m_layout; }
    [[nodiscard]] std::uint64_t generation() const { return m_generation; }
    /// Changes whenever the buffers do.
    [[nodiscard]] std::uint64_t version() const { return m_version; }
    /// The most pages that can be bound; 0 while detached.
    [[nodiscard]] std::int64_t pagesMax() const;

    /// A page with any content. OutOfMemory, also beyond pagesMax(), or DeviceLost.
    core::Result<std::shared_ptr<const PoolPage>> take();

    core::Result<void> copy(const PoolPage& from, const PoolPage& to);
    /// All layers' keys and values, one after the other.
    core::Result<std::vector<std::uint8_t>> read(const PoolPage& page);
    core::Result<void> write(const PoolPage& page, std::span<const std::uint8_t> bytes);

    /// All pages' keys or values of a layer. Only after the first take().
    [[nodiscard]] BufferSlice keys(std::int64_t layer) const;
    [[nodiscard]] BufferSlice values(std::int64_t layer) const;

private:
    friend class PoolPage;
    void giveBack(std::uint64_t generation, std::uint32_t index);
    core::Result<void> grow();
    core::Result<VulkanBuffer> grown(const VulkanBuffer& old, std::uint64_t bytes);
    [[nodiscard]] BufferSlice sliceOf(const VulkanBuffer& buffer, std::uint32_t index) const;

    const PageLayout m_layout;
    VulkanDevice* m_device = nullptr;
    Submitter* m_submitter = nullptr;
    std::vector<VulkanBuffer> m_buffers; // keys and values of each layer in turn
    std::int64_t m_pages = 0; // that the buffers hold
    std::uint64_t m_version = 0;

    std::mutex m_mutex;
    std::atomic<std::uint64_t> m_generation = 0;
    std::vector<std::uint32_t> m_free; // guarded by m_mutex
};

} // namespace inference
