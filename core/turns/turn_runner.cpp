// SPDX-License-Identifier: Apache-2.0
#include "core/turns/turn_runner.h"

#include "core/sessions/session_store.h"
#include "core/turns/turn_performer.h"
#include "core/turns/turn_stop.h"
#include "core/turns/turn_store.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include <pthread.h>

namespace core {

namespace {

using namespace std::chrono_literals;
using SteadyTime = std::chrono::steady_clock::time_point;

constexpr auto retryAfterFirst = 500ms; ///< a commit failed: how long until the next try
constexpr auto retryAfterMost = 30s;

} // namespace

/// The queue and its workers.
class TurnRunner::State {
public:
    State(const TurnServices& services, int workers)
        : m_services(services)
        , m_workersMax(static_cast<std::size_t>(workers))
    {
    }

    ~State()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_ending = true;
            for (auto& [key, job] : m_jobs) {
                job.stop->halt();
            }
        }
        m_wake.notify_all();
        m_workers.clear(); // joins
    }

    void enqueue(std::int64_t turnKey)
    {
        {
            const std::lock_guard lock(m_mutex);
            addLocked(turnKey, std::make_shared<TurnStop>());
        }
        m_wake.notify_all();
    }

    /// Cancels the job of a turn, or makes one that only ends it.
    void cancel(std::int64_t turnKey)
    {
        {
            const std::lock_guard lock(m_mutex);
            const auto found = m_jobs.find(turnKey);
            if (found != m_jobs.end()) {
                found->second.stop->cancel();
                found->second.dueAt = SteadyTime();
            } else {
                auto stop = std::make_shared<TurnStop>();
                stop->cancel();
                addLocked(turnKey, std::move(stop));
            }
        }
        m_wake.notify_all();
    }

    [[nodiscard]] TurnServices& services() { return m_services; }

    /// Counts what may have changed a turn, so that a waiter reads again.
    std::uint64_t changes()
    {
        const std::lock_guard lock(m_mutex);
        return m_changes;
    }

    bool waitForChange(std::uint64_t seen, SteadyTime until, const std::stop_token& stop)
    {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_until(lock, stop, until, [&] { return m_changes != seen; });
    }

    bool waitIdle(SteadyTime until)
    {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_until(lock, until, [&] { return m_jobs.empty(); });
    }

private:
    struct Job {
        std::shared_ptr<TurnStop> stop;
        bool running = false;
        bool again = false; ///< was enqueued while it ran: a decision may have come already
        SteadyTime dueAt; ///< not before
        std::chrono::milliseconds retryAfter = retryAfterFirst;
    };
    using Jobs = std::map<std::int64_t, Job>; ///< by turn key: the older turn first

    void addLocked(std::int64_t turnKey, std::shared_ptr<TurnStop> stop)
    {
        if (const auto found = m_jobs.find(turnKey); found != m_jobs.end()) {
            found->second.again = found->second.running;
            return;
        }
        if (m_ending) {
            return;
        }
        m_jobs.emplace(turnKey, Job{.stop = std::move(stop), .dueAt = SteadyTime()});
        if (m_workers.size() < std::min(m_workersMax, m_jobs.size())) {
            m_workers.emplace_back([this] { work(); });
        }
    }

    void work()
    {
        ::pthread_setname_np(::pthread_self(), "turn worker");
        std::unique_lock lock(m_mutex);
        while (!m_ending) {
            const auto job = dueJob();
            if (job == m_jobs.end()) {
                m_wake.wait_until(lock, nextDue());
                continue;
            }
            job->second.running = true;
            const std::int64_t turnKey = job->first;
            const auto stop = job->second.stop;
            lock.unlock();
            const Performed performed = performSafely(turnKey, *stop);
            lock.lock();
            settle(turnKey, performed);
        }
    }

    Jobs::iterator dueJob()
    {
        const auto now = std::chrono::steady_clock::now();
        return std::find_if(m_jobs.begin(), m_jobs.end(),
            [&](const auto& entry) { return !entry.second.running && entry.second.dueAt <= now; });
    }

    SteadyTime nextDue() const
    {
        auto due = std::chrono::steady_clock::now() + 1h;
        for (const auto& [key, job] : m_jobs) {
            if (!job.running) {
                due = std::min(due, job.dueAt);
            }
        }
        return due;
    }

    Performed performSafely(std::int64_t turnKey, TurnStop& stop)
    {
        try {
            return performTurn(m_services, turnKey, stop);
        } catch (const std::exception& exception) {
            // Memory for a large text, for example. The journal is as of the last commit.
            return {.end = Performed::End::StoreFailed,
                .error = Error{.code = ErrorCode::Internal, .message = exception.what()}};
        }
    }

    void settle(std::int64_t turnKey, const Performed& performed)
    {
        Job& job = m_jobs.at(turnKey);
        job.running = false;
        const bool cancelCameLate =
            performed.end == Performed::End::Waiting && job.stop->isCancelled();
        if (performed.end == Performed::End::StoreFailed) {
            spdlog::warn("A turn could not be committed and is tried again in {} ms: {}",
                job.retryAfter.count(), performed.error ? performed.error->message : "");
            job.dueAt = std::chrono::steady_clock::now() + job.retryAfter;
            job.retryAfter =
                std::min<std::chrono::milliseconds>(job.retryAfter * 2, retryAfterMost);
        } else if (performed.end == Performed::End::Halted
            || !(cancelCameLate || std::exchange(job.again, false)))
        {
            m_jobs.erase(turnKey);
        }
        if (performed.nextTurn) {
            addLocked(*performed.nextTurn, std::make_shared<TurnStop>());
        }
        ++m_changes;
        m_changed.notify_all();
        m_wake.notify_all();
    }

    TurnServices m_services;
    std::size_t m_workersMax;
    std::mutex m_mutex;
    std::condition_variable m_wake; ///< workers
    std::condition_variable_any m_changed; ///< waiters
    Jobs m_jobs; ///< guarded by m_mutex
    std::uint64_t m_changes = 0; ///< guarded by m_mutex
    bool m_ending = false; ///< guarded by m_mutex
    std::vector<std::jthread> m_workers; ///< grows under m_mutex
};

TurnRunner::TurnRunner(const TurnServices& services, int workers)
    : m_state(std::make_unique<State>(services, workers))
{
}

TurnRunner::~TurnRunner() = default;

void TurnRunner::enqueue(std::int64_t turnKey)
{
    m_state->enqueue(turnKey);
}

Result<std::vector<TurnId>> TurnRunner::recover(std::optional<SessionId> session)
{
    Store& store = m_state->services().store;
    const auto turns = TRY(store.read([&](Database& database) -> Result<std::vector<Turn>> {
        std::optional<std::int64_t> sessionKey;
        if (session) {
            sessionKey = TRY(SessionStore::get(database, *session)).key;
        }
        return TurnStore::interrupted(database, store.epoch(), sessionKey);
    }));
    std::vector<TurnId> ids;
    for (const Turn& turn : turns) {
        m_state->enqueue(turn.key);
        ids.push_back(turn.id);
    }
    return ids;
}

Result<std::optional<TurnId>> TurnRunner::cancel(const SessionId& session)
{
    using Found = std::optional<Turn>;
    const auto turn = TRY(m_state->services().store.read([&](Database& database) -> Result<Found> {
        return TurnStore::openTurn(database, TRY(SessionStore::get(database, session)).key);
    }));
    if (!turn) {
        return std::optional<TurnId>{};
    }
    m_state->cancel(turn->key);
    return std::optional(turn->id);
}

Result<Turn> TurnRunner::wait(
    const TurnId& id, std::chrono::milliseconds timeout, std::stop_token stop)
{
    const auto until = std::chrono::steady_clock::now() + timeout;
    for (;;) {
        const std::uint64_t seen = m_state->changes();
        Turn turn = TRY(m_state->services().store.read(
            [&](Database& database) { return TurnStore::get(database, id); }));
        if (isFinal(turn.status) || turn.status == TurnStatus::Waiting
            || !m_state->waitForChange(seen, until, stop))
        {
            return turn;
        }
    }
}

bool TurnRunner::waitIdle(std::chrono::milliseconds timeout)
{
    return m_state->waitIdle(std::chrono::steady_clock::now() + timeout);
}

} // namespace core
