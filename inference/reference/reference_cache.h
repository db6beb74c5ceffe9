// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/backend/backend.h"

#include <cstdint>
#include <span>
#include <vector>

namespace inference {

/// Keys and values of one sequence: for each layer a row of all KV heads per position, rounded to
/// the type that was asked for and read as doubles. Grows with use.
/// Thread rule: as KvCache.
class ReferenceCache final : public KvCache {
public:
    ReferenceCache(const LlamaParameters& parameters, std::int64_t capacity, KvType type);

    [[nodiscard]] std::int64_t length() const override { return m_length; }
    [[nodiscard]] std::int64_t capacity() const override { return m_capacity; }
    [[nodiscard]] std::int64_t sizeBytes() const override;
    void truncate(std::int64_t length) override;
    core::Result<void> copyFrom(const KvCache& other, std::int64_t length) override;

    /// For each layer its keys, then its values, row by row.
    [[nodiscard]] std::int64_t pageBytes() const override;
    core::Result<PageBytes> page(std::int64_t index) const override;
    core::Result<void> append(PageBytes page) override;

    /// Puts one position's keys and values behind those that a layer has. May throw bad_alloc.
    void store(std::int64_t layer, std::span<const double> keys, std::span<const double> values);

    /// Counts positions in, once every layer has them.
    void extend(std::int64_t positions) { m_length += positions; }

    /// The key or value of one KV head at a position.
    void readKey(std::int64_t layer, std::int64_t position, std::int64_t kvHead,
        std::span<double> key) const;
    void readValue(std::int64_t layer, std::int64_t position, std::int64_t kvHead,
        std::span<double> value) const;

private:
    /// One layer's keys or values; only the vector of the type is filled.
    struct Rows {
        std::vector<std::uint16_t> halves;
        std::vector<float> floats;
    };
    void appendRow(Rows& rows, std::span<const double> values) const;
    [[nodiscard]] std::size_t partBytes() const;
    void read(
        const Rows& rows, std::int64_t position, std::int64_t kvHead, std::span<double> out) const;

    KvType m_type;
    std::int64_t m_capacity;
    std::int64_t m_headSize;
    std::int64_t m_rowSize; ///< of all KV heads
    std::int64_t m_length = 0;
    std::vector<Rows> m_keys; ///< by layer
    std::vector<Rows> m_values;
};

} // namespace inference
