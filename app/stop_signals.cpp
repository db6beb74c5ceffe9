// SPDX-License-Identifier: Apache-2.0
#include "app/stop_signals.h"

#include "app/exit_code.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <condition_variable>

namespace app {

namespace {

/// Ends the waiting thread when the program ends by itself.
constexpr int endSignal = SIGUSR1;

sigset_t watchedSignals()
{
    sigset_t set;
    ::sigemptyset(&set);
    ::sigaddset(&set, SIGINT);
    ::sigaddset(&set, SIGTERM);
    ::sigaddset(&set, endSignal);
    return set;
}

} // namespace

StopSignals::StopSignals()
{
    const sigset_t set = watchedSignals();
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
    m_thread = std::thread([this] { run(); });
    ::pthread_setname_np(m_thread.native_handle(), "hf-signals");
}

StopSignals::~StopSignals()
{
    ::pthread_kill(m_thread.native_handle(), endSignal);
    m_thread.join();
}

void StopSignals::run()
{
    const sigset_t set = watchedSignals();
    int signal = 0;
    while (::sigwait(&set, &signal) == 0 && signal != endSignal) {
        if (!m_source.request_stop()) {
            ::_exit(exitCancelled); // asked twice: somebody is in a hurry
        }
    }
}

void StopSignals::wait() const
{
    std::mutex mutex;
    std::condition_variable_any changed;
    std::unique_lock lock(mutex);
    changed.wait(lock, m_source.get_token(), [] { return false; });
}

} // namespace app
