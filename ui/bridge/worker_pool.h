// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

#include <QJsonObject>
#include <QString>

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

namespace core {
class Client;
}

namespace ui {

/// The threads on which the window's calls block. Few, because most answers come in milliseconds;
/// more than one, because importing a file or loading a model takes long.
/// Thread rule: submit() and cancel() from the GUI thread, which never waits for a worker: the
/// mutex is held only to move a job. `finished` is called on a worker.
class WorkerPool {
public:
    static constexpr int threadCount = 6;
    using Finished = std::function<void(std::uint64_t id, core::Result<QJsonObject> reply)>;

    WorkerPool(std::shared_ptr<core::Client> client, Finished finished);
    /// Stops what runs and joins.
    ~WorkerPool();
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    void submit(std::uint64_t id, QString method, QJsonObject parameters);
    void cancel(std::uint64_t id);

private:
    struct Job {
        std::uint64_t id;
        QString method;
        QJsonObject parameters;
        std::stop_source stop;
    };
    void work(const std::stop_token& stop);

    std::shared_ptr<core::Client> m_client;
    Finished m_finished;
    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::deque<Job> m_jobs; ///< guarded by m_mutex
    std::map<std::uint64_t, std::stop_source> m_running; ///< guarded by m_mutex
    std::vector<std::jthread> m_threads; ///< the last member: joined before the others go
};

} // namespace ui
