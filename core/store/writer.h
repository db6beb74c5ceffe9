// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"
#include "core/store/checkpointer.h"
#include "core/store/database.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <thread>
#include <vector>

namespace core {

/// The one thread that writes. Operations wait in a bounded queue; the thread puts those that are
/// waiting into one transaction, a savepoint for each, and answers all of them after COMMIT.
/// A failure of the disk ends the connection: callers get the error, the next operation a fresh
/// connection.
/// Thread rule: all from any thread, stop() once.
class Writer {
public:
    using Operation = std::function<Result<void>(Database&)>;
    using Reopen = std::function<Result<std::unique_ptr<Database>>()>;

    static constexpr std::size_t waitingMax = 1024;
    static constexpr std::size_t operationsPerTransactionMax = 64;
    static constexpr std::chrono::milliseconds transactionTimeMax{20};

    Writer(std::unique_ptr<Database> database, Reopen reopen, Clock& clock);
    ~Writer();
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    /// Runs it inside a transaction. Waits for its turn and for the disk.
    Result<void> run(const Operation& operation);

    /// Moves the WAL into the file and empties it, between two transactions.
    Result<void> truncateWal();

    [[nodiscard]] TimestampUs lastCommitUs() const { return m_lastCommitUs; }
    [[nodiscard]] std::optional<Error> checkpointError() const
    {
        return m_checkpointer.lastError();
    }

    /// Finishes what is waiting, ends the thread and hands out the connection.
    std::unique_ptr<Database> stop();

private:
    enum class Kind { InTransaction, Checkpoint };
    struct Job {
        Kind kind = Kind::InTransaction;
        const Operation* operation = nullptr; ///< the caller waits, so it stays
        std::promise<Result<void>> answer;
        Result<void> outcome;
    };

    Result<void> enqueue(Kind kind, const Operation* operation);
    std::optional<Job> nextJob();
    std::optional<Job> nextJobOfTransaction();
    Job takeFront();
    void work();
    void runTransaction(Job first);
    Result<void> performAll(std::vector<Job>& jobs, Job first);
    Result<void> performOne(const Operation& operation);
    Result<void> ensureConnection();
    void noteFailure(const Result<void>& outcome);

    Reopen m_reopen;
    Clock& m_clock;
    std::unique_ptr<Database> m_database; ///< the thread's, until stop()
    bool m_isBroken = false; ///< the thread's: the connection is to be replaced
    Checkpointer m_checkpointer;
    std::atomic<TimestampUs> m_lastCommitUs = 0;

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<Job> m_waiting; ///< guarded by m_mutex
    bool m_isStopping = false; ///< guarded by m_mutex
    std::jthread m_thread;
};

} // namespace core
