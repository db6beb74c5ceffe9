// SPDX-License-Identifier: Apache-2.0
#include "inference/cpu/thread_pool.h"

#include <pthread.h>
#include <sched.h>

#include <algorithm>
#include <limits>
#include <string>
#include <system_error>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace inference {

namespace {

// Long enough to bridge the gap between two kernels of one pass, short enough to be no load.
constexpr int spinsMax = 1000;
constexpr std::uint64_t generationUnit = std::uint64_t{1} << 32;
constexpr std::uint64_t closedChunk = std::numeric_limits<std::uint32_t>::max();
constexpr std::int64_t chunksMax = 1 << 30;

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
    if (m_workers.empty() || chunks == 1 || chunks > chunksMax) {
        for (std::int64_t chunk = 0; chunk < chunks; ++chunk) {
            call(context, chunk, 0);
        }
        return;
    }
    if (chunks > 0) {
        share(static_cast<std::uint32_t>(chunks), call, context);
    }
}

void ThreadPool::share(std::uint32_t chunks, Call call, void* context)
{
    const std::uint64_t generation =
        m_ticket.load(std::memory_order_relaxed) / generationUnit * generationUnit + generationUnit;
    // Closed before its fields change: whoever read an old field fails to take a chunk.
    m_ticket.store(generation + closedChunk, std::memory_order_release);
    m_chunks.store(chunks, std::memory_order_release);
    m_call.store(call, std::memory_order_release);
    m_context.store(context, std::memory_order_release);
    m_unfinished.store(chunks, std::memory_order_relaxed);
    m_ticket.store(generation, std::memory_order_release);
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
    for (;;) {
        std::uint64_t ticket = m_ticket.load(std::memory_order_acquire);
        const std::uint32_t chunks = m_chunks.load(std::memory_order_acquire);
        const Call call = m_call.load(std::memory_order_acquire);
        void* const context = m_context.load(std::memory_order_acquire);
        const auto chunk = static_cast<std::uint32_t>(ticket);
        if (chunk >= chunks) {
            return;
        }
        if (m_ticket.compare_exchange_strong(ticket, ticket + 1, std::memory_order_acq_rel)) {
            call(context, chunk, thread);
            finish();
        }
    }
}

void ThreadPool::finish()
{
    if (m_unfinished.fetch_sub(1, std::memory_order_acq_rel) == 1) {
        m_unfinished.notify_all();
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
