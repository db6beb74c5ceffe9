// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/state/page_id.h"

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace inference {

/// The thread `hf-kv-writer`, which puts pages on the disk behind the turns that made them. It
/// begins with the first page; the end of this object waits until all are written.
/// Thread rule: any thread. `write` is called on the writer's own, a batch at a time.
class PageWriter {
public:
    struct Job {
        PageId id;
        PageIdentity page;
        PageBytes bytes;
        std::uint64_t owner = 0;
    };
    using Write = std::function<void(std::vector<Job>)>;

    /// The most bytes that wait; what more comes is refused, because memory is worth more.
    static constexpr std::int64_t bytesWaitingMax = std::int64_t{1} << 30;

    explicit PageWriter(Write write)
        : m_write(std::move(write))
    {
    }
    ~PageWriter();
    PageWriter(const PageWriter&) = delete;
    PageWriter& operator=(const PageWriter&) = delete;

    /// False when too much waits already, or no thread can be had.
    bool offer(Job job);

    /// Forgets what waits and returns when nothing is being written any more.
    void drop();

    /// Returns when all that was offered is written.
    void finish();

private:
    bool start();
    void run(const std::stop_token& stop);

    Write m_write;
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::vector<Job> m_waiting; ///< guarded by m_mutex, as what follows
    std::int64_t m_bytesWaiting = 0;
    bool m_isWriting = false;
    std::jthread m_thread; ///< last, so that it ends first
};

} // namespace inference
