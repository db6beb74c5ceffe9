// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/cpu/huge_memory.h"
#include "inference/cpu/weight_place.h"
#include "inference/plan/llama_model.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <thread>
#include <vector>

namespace inference {

/// Copies a loaded model's matrices to memory with huge pages, one by one, on a thread of its own.
///
/// A file's pages are of 4 KiB, and decode reads all of them for each token: on a virtual machine,
/// where finding a page costs two walks through tables, one core read 8 to 13 GB/s so and 15 to 20
/// from huge pages (Q4_0 7.6 to 9.5 and 14.9). Copying in the background keeps loading and the
/// first token as fast as they were; bits do not change, and passes under way go on with the old
/// place. A copied matrix's pages of the file are given back at once, so that no more is resident
/// than before, up to the largest matrix. Thread rule: made and destroyed by one thread; the
/// model's places and mapping must outlive it.
class WeightMover {
public:
    /// Less than this is not worth a thread.
    static constexpr std::int64_t movedBytesMin = std::int64_t{8} << 20;
    /// A file's pages can be dropped when memory gets short, a copy's cannot: larger models, by the
    /// share of the machine's memory that they take, stay in the file.
    static constexpr std::int64_t memoryShareMax = 2;

    struct Move {
        WeightView from; ///< in the mapped file
        WeightPlace* place = nullptr;
    };

    /// Nothing when moving is not worth it or the memory cannot be had.
    static std::unique_ptr<WeightMover> start(std::vector<Move> moves);

    /// Moves without the limits above.
    explicit WeightMover(std::vector<Move> moves, HugeMemory memory);

    /// What it takes for these: each begins at a cache line.
    static std::int64_t sizeBytes(const std::vector<Move>& moves);

    /// Whether all have moved.
    [[nodiscard]] bool done() const { return m_done.load(std::memory_order_acquire); }

private:
    void move(const std::stop_token& stop);

    std::vector<Move> m_moves;
    HugeMemory m_memory;
    std::atomic<bool> m_done{false};
    std::jthread m_thread; ///< last: it ends before what it uses
};

} // namespace inference
