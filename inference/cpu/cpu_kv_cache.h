// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/backend/backend.h"
#include "inference/cpu/kernels.h"

#include <memory>
#include <vector>

namespace inference {

/// Keys and values of one sequence in pages: for each layer and KV head what KeyValueView says, one
/// after the other. Pages are made as the sequence grows and shared by reference with other caches
/// and with whoever asked for one; a page that was ever shared is never written again, and a
/// sequence that goes on in the middle of one continues in a copy.
/// Thread rule: as KvCache; pages given away may be read on any thread.
class CpuKvCache final : public KvCache {
public:
    /// `owner` is the model that made it, and the only one that may use it.
    static core::Result<std::unique_ptr<CpuKvCache>> create(
        const void* owner, const LlamaParameters& parameters, std::int64_t capacity, KvType type);

    [[nodiscard]] std::int64_t length() const override { return m_length; }
    [[nodiscard]] std::int64_t capacity() const override { return m_capacity; }
    [[nodiscard]] std::int64_t sizeBytes() const override;
    void truncate(std::int64_t length) override;

    /// Shares whole pages and copies the last one when `length` ends inside it.
    core::Result<void> copyFrom(const KvCache& other, std::int64_t length) override;

    [[nodiscard]] std::int64_t pageBytes() const override { return m_pageBytes; }
    core::Result<PageBytes> page(std::int64_t index) const override;
    core::Result<void> append(PageBytes page) override;

    /// Counts positions in and makes the pages for them. They are written by the pass that asked
    /// for them, or truncated again. OutOfMemory leaves the length as it was.
    core::Result<void> extend(std::int64_t positions);

    [[nodiscard]] const void* owner() const { return m_owner; }
    [[nodiscard]] KvType type() const { return m_type; }

    /// Good until the next call that is not const.
    [[nodiscard]] KeyValueView view(std::int64_t layer, std::int64_t kvHead);

private:
    struct Page {
        std::shared_ptr<const void> owner;
        mutable bool isShared = false; ///< others may read it from now on, so it stays as it is
    };

    CpuKvCache() = default;
    [[nodiscard]] core::Result<std::pair<Page, std::uint8_t*>> makePage() const;
    core::Result<void> takeOver(std::size_t index, const std::uint8_t* source);
    void dropPagesBeyond(std::int64_t length);

    // Constant after construction.
    const void* m_owner = nullptr;
    KvType m_type = KvType::F16;
    std::int64_t m_capacity = 0;
    std::int64_t m_kvHeads = 0;
    std::int64_t m_headSize = 0;
    std::int64_t m_keyBytes = 0; ///< of one layer and head in a page
    std::int64_t m_valueBytes = 0;
    std::int64_t m_pageBytes = 0;

    std::vector<Page> m_pages;
    std::vector<std::uint8_t*> m_table; ///< the bytes of m_pages; shared ones are only read
    std::int64_t m_length = 0;
};

} // namespace inference
