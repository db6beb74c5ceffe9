// SPDX-License-Identifier: Apache-2.0
#include "core/store/writer.h"

#include "core/store/transaction.h"

#include <fmt/format.h>
#include <pthread.h>

#include <exception>
#include <new>
#include <utility>

namespace core {

namespace {

thread_local const Writer* writerOfThisThread = nullptr;

// No exception of an operation may end the thread on which everybody's writes depend.
Result<void> callSafely(const Writer::Operation& operation, Database& database)
{
    try {
        return operation(database);
    } catch (const std::bad_alloc&) {
        return fail(ErrorCode::OutOfMemory, "There is not enough memory for this write.");
    } catch (const std::exception& error) {
        return fail(
            ErrorCode::Internal, fmt::format("A write failed unexpectedly: {}.", error.what()));
    }
}

} // namespace

Writer::Writer(std::unique_ptr<Database> database, Reopen reopen, Clock& clock)
    : m_reopen(std::move(reopen))
    , m_clock(clock)
    , m_database(std::move(database))
{
    m_checkpointer.attach(*m_database);
    m_thread = std::jthread([this] { work(); });
    pthread_setname_np(m_thread.native_handle(), "store-writer");
}

Writer::~Writer()
{
    stop();
}

std::unique_ptr<Database> Writer::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isStopping = true;
    }
    m_changed.notify_all();
    if (m_thread.joinable()) {
        m_thread.join();
    }
    return std::move(m_database);
}

Result<void> Writer::run(const Operation& operation)
{
    return enqueue(Kind::InTransaction, &operation);
}

Result<void> Writer::truncateWal()
{
    return enqueue(Kind::Checkpoint, nullptr);
}

Result<void> Writer::enqueue(Kind kind, const Operation* operation)
{
    if (writerOfThisThread == this) {
        return fail(ErrorCode::Internal, "A write operation must not start another one.");
    }
    Job job{.kind = kind, .operation = operation, .answer = {}, .outcome = {}};
    std::future<Result<void>> answer = job.answer.get_future();
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_waiting.size() < waitingMax || m_isStopping; });
        if (m_isStopping) {
            return fail(ErrorCode::Unavailable, "The workspace is being closed.");
        }
        m_waiting.push_back(std::move(job));
    }
    m_changed.notify_all();
    return answer.get();
}

std::optional<Writer::Job> Writer::nextJob()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return !m_waiting.empty() || m_isStopping; });
    return m_waiting.empty() ? std::nullopt : std::optional(takeFront());
}

std::optional<Writer::Job> Writer::nextJobOfTransaction()
{
    const std::lock_guard lock(m_mutex);
    const bool isThere = !m_waiting.empty() && m_waiting.front().kind == Kind::InTransaction;
    return isThere ? std::optional(takeFront()) : std::nullopt;
}

Writer::Job Writer::takeFront()
{
    Job job = std::move(m_waiting.front());
    m_waiting.pop_front();
    m_changed.notify_all();
    return job;
}

void Writer::work()
{
    writerOfThisThread = this;
    while (std::optional<Job> job = nextJob()) {
        if (job->kind == Kind::InTransaction) {
            runTransaction(std::move(*job));
        } else {
            Result<void> outcome = ensureConnection();
            if (outcome) {
                outcome = m_checkpointer.truncate(*m_database);
                noteFailure(outcome);
            }
            job->answer.set_value(std::move(outcome));
        }
        if (!m_isBroken && m_checkpointer.isDue()) {
            noteFailure(m_checkpointer.run(*m_database));
        }
    }
}

void Writer::runTransaction(Job first)
{
    std::vector<Job> jobs;
    const Result<void> committed = performAll(jobs, std::move(first));
    noteFailure(committed);
    if (committed) {
        m_lastCommitUs = m_clock.now();
    }
    for (Job& job : jobs) {
        const bool isUndone = job.outcome && !committed;
        job.answer.set_value(isUndone ? committed : std::move(job.outcome));
    }
}

// A full disk or a failing one can end the whole transaction in the middle; then nothing of it
// happened, and everybody whose operation had succeeded gets the error of the one that had not.
Result<void> Writer::performAll(std::vector<Job>& jobs, Job first)
{
    jobs.push_back(std::move(first));
    TRY(ensureConnection());
    Transaction transaction = TRY(Transaction::begin(*m_database, Transaction::Kind::Write));
    const auto deadline = m_clock.monotonic() + transactionTimeMax;
    while (true) {
        Job& job = jobs.back();
        job.outcome = performOne(*job.operation);
        if (!m_database->isInTransaction()) {
            return job.outcome ? fail(ErrorCode::Internal, "An operation ended the transaction.")
                               : job.outcome;
        }
        if (jobs.size() >= operationsPerTransactionMax || m_clock.monotonic() >= deadline) {
            break;
        }
        std::optional<Job> next = nextJobOfTransaction();
        if (!next) {
            break;
        }
        jobs.push_back(std::move(*next));
    }
    return transaction.commit();
}

Result<void> Writer::performOne(const Operation& operation)
{
    Savepoint savepoint = TRY(Savepoint::begin(*m_database));
    TRY(callSafely(operation, *m_database));
    return savepoint.release();
}

// The new connection is open before the old one goes: so the index of the WAL that both share
// stays, and a commit that was answered with an error does not come back from the log.
Result<void> Writer::ensureConnection()
{
    if (m_isBroken) {
        auto fresh = TRY(m_reopen());
        m_database = std::move(fresh);
        m_checkpointer.attach(*m_database);
        m_isBroken = false;
    }
    return {};
}

// After a failed flush the system may have dropped the pages it could not write; nothing that this
// connection has in memory can be relied on.
void Writer::noteFailure(const Result<void>& outcome)
{
    m_isBroken = m_isBroken || (!outcome && outcome.error().code == ErrorCode::Io);
}

} // namespace core
