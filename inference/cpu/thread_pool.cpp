// SPDX-License-Identifier: Apache-2.0
#include "inference/cpu/thread_pool.h"

#include <pthread.h>
#include <sched.h>

#include <algorithm>
#include <string>
#include <system_error>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace inference {

namespace {

// Long enough to bridge the gap between two kernels of one pass, short enough to be no load.
constexpr int spinsMax = 1000;
// What a range's word can count; more chunks are shared in several goes.
constexpr std::int64_t chunksMax = 65535;

constexpr std::uint64_t rangeWord(std::uint32_t generation, std::int64_t next, std::int64_t end)
{
    return std::uint64_t{generation} << 32 | static_cast<std::uint64_t>(next) << 16
        | static_cast<std::uint64_t>(end);
}

void pauseBriefly()
{
#if defined(__x86_64__)
    _mm_pause();
#endif
}

/// Waits until `value` is no longer `old`: first awake, then asleep.
void awaitChange(const std::atomic<std::uint32_t>& value, std::uint32_t old)
{
    for (int spin = 0; spin < spinsMax; ++spin) {
        if (value.load(std::memory_order_acquire) != old) {
            return;
        }
        pauseBriefly();
    }
    value.wait(old, std::memory_order_acquire);
}

} // namespace

int ThreadPool::usableCores()
{
    cpu_set_t cores;
    if (sched_getaffinity(0, sizeof cores, &cores) == 0) {
        return std::clamp(CPU_COUNT(&cores), 1, threadsMax);
    }
    return 1;
}

core::Result<std::unique_ptr<ThreadPool>> ThreadPool::create(int threads)
{
    if (threads < 0 || threads > threadsMax) {
        return core::fail(core::ErrorCode::InvalidInput,
            "The number of threads is " + std::to_string(threads) + "; it may be 0 (one a core) to "
                + std::to_string(threadsMax) + ".");
    }
    std::unique_ptr<ThreadPool> pool(new ThreadPool);
    const int wanted = threads == 0 ? usableCores() : threads;
    // Reserved first: a worker's number is its place, and none may move once it runs.
    pool->m_workers.reserve(static_cast<std::size_t>(wanted) - 1);
    pool->m_ranges = std::vector<Range>(static_cast<std::size_t>(wanted));
    try {
        for (int thread = 1; thread < wanted; ++thread) {
            pool->m_workers.emplace_back([self = pool.get(), thread] { self->work(thread); });
            pthread_setname_np(pool->m_workers.back().native_handle(), "holdfast-cpu");
        }
    } catch (const std::system_error&) {
        // The system gives no more threads; those we have do the same work.
    }
    return pool;
}

ThreadPool::~ThreadPool()
{
    m_stopping.store(true, std::memory_order_release);
    m_published.fetch_add(1, std::memory_order_release);
    m_published.notify_all();
}

void ThreadPool::start(std::int64_t chunks, Call call, void* context)
{
    if (m_workers.empty() || chunks == 1) {
        for (std::int64_t chunk = 0; chunk < chunks; ++chunk) {
            call(context, chunk, 0);
        }
        return;
    }
    for (std::int64_t first = 0; first < chunks; first += chunksMax) {
        share(first, std::min(chunksMax, chunks - first), call, context);
    }
}

void ThreadPool::share(std::int64_t first, std::int64_t chunks, Call call, void* context)
{
    ++m_generation;
    // Emptied before the fields change: whoever read an old field fails to take a chunk.
    for (Range& range : m_ranges) {
        range.word.store(rangeWord(m_generation, 0, 0), std::memory_order_release);
    }
    m_first.store(first, std::memory_order_release);
    m_call.store(call, std::memory_order_release);
    m_context.store(context, std::memory_order_release);
    m_unfinished.store(static_cast<std::uint32_t>(chunks), std::memory_order_relaxed);
    const auto threads = static_cast<std::int64_t>(m_ranges.size());
    for (std::int64_t i = 0; i < threads; ++i) {
        m_ranges[static_cast<std::size_t>(i)].word.store(
            rangeWord(m_generation, chunks * i / threads, chunks * (i + 1) / threads),
            std::memory_order_release);
    }
    m_published.fetch_add(1, std::memory_order_release);
    m_published.notify_all();

    takeChunks(0);
    for (;;) {
        const std::uint32_t unfinished = m_unfinished.load(std::memory_order_acquire);
        if (unfinished == 0) {
            return;
        }
        awaitChange(m_unfinished, unfinished);
    }
}

void ThreadPool::takeChunks(int thread)
{
    const auto own = static_cast<std::size_t>(thread);
    while (takeOne(own, Side::Front, thread)) {
    }
    for (std::size_t i = 1; i < m_ranges.size(); ++i) {
        while (takeOne((own + i) % m_ranges.size(), Side::Back, thread)) {
        }
    }
}

bool ThreadPool::takeOne(std::size_t range, Side side, int thread)
{
    std::atomic<std::uint64_t>& shared = m_ranges[range].word;
    for (;;) {
        std::uint64_t word = shared.load(std::memory_order_acquire);
        const std::int64_t first = m_first.load(std::memory_order_acquire);
        const Call call = m_call.load(std::memory_order_acquire);
        void* const context = m_context.load(std::memory_order_acquire);
        const auto next = static_cast<std::int64_t>(word >> 16 & 0xffff);
        const auto end = static_cast<std::int64_t>(word & 0xffff);
        if (next >= end) {
            return false;
        }
        const bool front = side == Side::Front;
        const std::uint64_t left = front ? word + 0x10000 : word - 1;
        if (shared.compare_exchange_weak(word, left, std::memory_order_acq_rel)) {
            call(context, first + (front ? next : end - 1), thread);
            if (m_unfinished.fetch_sub(1, std::memory_order_acq_rel) == 1) {
                m_unfinished.notify_all();
            }
            return true;
        }
    }
}

void ThreadPool::work(int thread)
{
    std::uint32_t seen = 0;
    for (;;) {
        awaitChange(m_published, seen);
        if (m_stopping.load(std::memory_order_acquire)) {
            return;
        }
        seen = m_published.load(std::memory_order_acquire);
        takeChunks(thread);
    }
}

} // namespace inference
