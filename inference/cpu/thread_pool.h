// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <thread>
#include <type_traits>
#include <vector>

namespace inference {

/// Threads that share the chunks of one piece of work at a time. The calling thread takes part, so
/// a worker that the system has not woken, or that waits for a busy core, delays nothing.
/// Idle workers spin for some microseconds, then sleep: an idle program uses no processor time.
/// Who computes a chunk is left to chance; what a chunk computes must not depend on it.
/// Thread rule: one run() at a time; a body must not call run().
class ThreadPool {
public:
    /// More threads than this are never started.
    static constexpr int threadsMax = 256;

    /// The cores that this process may use.
    static int usableCores();

    /// A pool of `threads` threads, the caller's among them; 0 means one for each core that this
    /// process may use. InvalidInput when out of range. Fewer when the system refuses more.
    static core::Result<std::unique_ptr<ThreadPool>> create(int threads);
    ~ThreadPool();
    ThreadPool(const ThreadPool&) = delete;
    ThreadPool& operator=(const ThreadPool&) = delete;

    /// Threads that may be inside a body at once; thread numbers are below it.
    [[nodiscard]] int threads() const { return static_cast<int>(m_workers.size()) + 1; }

    /// Calls body(chunk, thread) once for each chunk of [0, chunks) and returns when all are done.
    template <class Body>
    void run(std::int64_t chunks, Body&& body)
    {
        using Plain = std::remove_reference_t<Body>;
        const auto call = [](void* context, std::int64_t chunk, int thread) {
            (*static_cast<Plain*>(context))(chunk, thread);
        };
        start(chunks, call, const_cast<std::remove_const_t<Plain>*>(&body));
    }

private:
    using Call = void (*)(void* context, std::int64_t chunk, int thread);

    ThreadPool() = default;
    void start(std::int64_t chunks, Call call, void* context);
    void share(std::int64_t first, std::int64_t chunks, Call call, void* context);
    void work(int thread);
    void takeChunks(int thread);
    enum class Side { Front, Back };
    bool takeOne(std::size_t range, Side side, int thread);

    // The chunks a thread is to take. Each thread starts with a range of its own, so that it reads
    // memory in order, and then takes from the back of the others' ranges.
    // The upper half of the word counts the pieces of work, the rest is the first chunk left and
    // the one behind the last. A chunk is taken by a compare-and-swap of the whole word, so a late
    // worker cannot take a chunk of newer work with what it read of older work.
    struct alignas(64) Range {
        std::atomic<std::uint64_t> word{0};
    };

    std::vector<Range> m_ranges; ///< one a thread
    std::uint32_t m_generation = 0; ///< of the caller only
    std::atomic<std::int64_t> m_first{0};
    std::atomic<Call> m_call{nullptr};
    std::atomic<void*> m_context{nullptr};
    alignas(64) std::atomic<std::uint32_t> m_unfinished{0};
    alignas(64) std::atomic<std::uint32_t> m_published{0}; ///< what idle workers sleep on
    std::atomic<bool> m_stopping{false};
    std::vector<std::jthread> m_workers;
};

} // namespace inference
