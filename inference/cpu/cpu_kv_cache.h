// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/backend/backend.h"
#include "inference/cpu/aligned_buffer.h"
#include "inference/cpu/kernels.h"

namespace inference {

/// Keys and values of one sequence, for each layer and KV head as KeyValueView lays them out.
/// Memory beyond the positions used is reserved but not touched.
/// Thread rule: as KvCache.
class CpuKvCache final : public KvCache {
public:
    /// `owner` is the model that made it, and the only one that may use it.
    static core::Result<std::unique_ptr<CpuKvCache>> create(
        const void* owner, const LlamaParameters& parameters, std::int64_t capacity, KvType type);

    [[nodiscard]] std::int64_t length() const override { return m_length; }
    [[nodiscard]] std::int64_t capacity() const override { return m_capacity; }
    [[nodiscard]] std::int64_t sizeBytes() const override { return m_memory.size(); }
    void truncate(std::int64_t length) override;

    /// Copies the whole blocks of positions that hold the first `length`.
    core::Result<void> copyFrom(const KvCache& other, std::int64_t length) override;

    /// Counts positions in. They are written by the pass that asked for them, or truncated again.
    void extend(std::int64_t positions) { m_length += positions; }

    [[nodiscard]] const void* owner() const { return m_owner; }
    [[nodiscard]] KvType type() const { return m_type; }
    [[nodiscard]] KeyValueView view(std::int64_t layer, std::int64_t kvHead);

private:
    CpuKvCache() = default;

    // Constant after construction.
    const void* m_owner = nullptr;
    KvType m_type = KvType::F16;
    std::int64_t m_capacity = 0;
    std::int64_t m_kvHeads = 0;
    std::int64_t m_headSize = 0;
    std::int64_t m_keyBytes = 0; ///< of one layer and head
    std::int64_t m_valueBytes = 0;

    AlignedBuffer<std::uint8_t> m_memory;
    std::int64_t m_length = 0;
};

} // namespace inference
