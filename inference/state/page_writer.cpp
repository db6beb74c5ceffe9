// SPDX-License-Identifier: Apache-2.0
#include "inference/state/page_writer.h"

#include <pthread.h>

#include <system_error>

namespace inference {

PageWriter::~PageWriter()
{
    finish();
}

bool PageWriter::offer(Job job)
{
    const std::lock_guard lock(m_mutex);
    const auto bytes = static_cast<std::int64_t>(job.bytes.bytes.size());
    if (m_bytesWaiting + bytes > bytesWaitingMax) {
        return false;
    }
    if (!m_thread.joinable() && !start()) {
        return false;
    }
    m_bytesWaiting += bytes;
    m_waiting.push_back(std::move(job));
    m_changed.notify_all();
    return true;
}

/// The mutex is held.
bool PageWriter::start()
{
    try {
        m_thread = std::jthread([this](const std::stop_token& stop) { run(stop); });
    } catch (const std::system_error&) {
        return false; // no thread to be had now; the next page asks again
    }
    pthread_setname_np(m_thread.native_handle(), "hf-kv-writer");
    return true;
}

void PageWriter::drop()
{
    std::unique_lock lock(m_mutex);
    m_waiting.clear();
    m_bytesWaiting = 0;
    m_changed.wait(lock, [this] { return !m_isWriting; });
}

void PageWriter::finish()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return !m_isWriting && m_waiting.empty(); });
}

void PageWriter::run(const std::stop_token& stop)
{
    std::unique_lock lock(m_mutex);
    while (m_changed.wait(lock, stop, [this] { return !m_waiting.empty(); })) {
        std::vector<Job> batch;
        batch.swap(m_waiting);
        m_bytesWaiting = 0;
        m_isWriting = true;
        lock.unlock();
        m_write(std::move(batch));
        lock.lock();
        m_isWriting = false;
        m_changed.notify_all();
    }
}

} // namespace inference
