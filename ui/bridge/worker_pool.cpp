// SPDX-License-Identifier: Apache-2.0
#include "ui/bridge/worker_pool.h"

#include "core/api/client.h"
#include "ui/bridge/json_convert.h"

#include <pthread.h>

#include <algorithm>

namespace ui {

WorkerPool::WorkerPool(std::shared_ptr<core::Client> client, Finished finished)
    : m_client(std::move(client))
    , m_finished(std::move(finished))
{
    for (int i = 0; i < threadCount; ++i) {
        m_threads.emplace_back([this](const std::stop_token& stop) { work(stop); });
    }
}

WorkerPool::~WorkerPool()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_jobs.clear();
        for (auto& [id, stop] : m_running) {
            stop.request_stop();
        }
    }
    for (auto& thread : m_threads) {
        thread.request_stop();
    }
    m_wake.notify_all();
}

void WorkerPool::submit(std::uint64_t id, QString method, QJsonObject parameters)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_jobs.push_back(Job{id, std::move(method), std::move(parameters), std::stop_source()});
    }
    m_wake.notify_one();
}

void WorkerPool::cancel(std::uint64_t id)
{
    const std::scoped_lock lock(m_mutex);
    std::erase_if(m_jobs, [id](const Job& job) { return job.id == id; });
    if (const auto found = m_running.find(id); found != m_running.end()) {
        found->second.request_stop();
    }
}

void WorkerPool::work(const std::stop_token& stop)
{
    pthread_setname_np(pthread_self(), "window-call");
    std::unique_lock lock(m_mutex);
    while (m_wake.wait(lock, stop, [this] { return !m_jobs.empty(); })) {
        Job job = std::move(m_jobs.front());
        m_jobs.pop_front();
        m_running.emplace(job.id, job.stop);
        lock.unlock();
        auto reply =
            m_client->call(job.method.toStdString(), fromQt(job.parameters), job.stop.get_token());
        lock.lock();
        m_running.erase(job.id);
        lock.unlock();
        if (reply) {
            m_finished(job.id, toQt(*reply).toObject());
        } else {
            m_finished(job.id, core::fail(std::move(reply).error()));
        }
        lock.lock();
    }
}

} // namespace ui
