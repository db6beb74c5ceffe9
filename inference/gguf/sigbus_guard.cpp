// SPDX-License-Identifier: Apache-2.0
#include "inference/gguf/sigbus_guard.h"

#include <fmt/format.h>

#include <array>
#include <atomic>
#include <csignal>
#include <mutex>
#include <utility>

#include <sys/mman.h>
#include <unistd.h>

namespace inference {

namespace {

/// A guarded range. The handler reads it without a lock: `begin` is 0 while the slot is free, and
/// `end` is written before `begin`.
struct Range {
    std::atomic<std::uintptr_t> begin = 0;
    std::atomic<std::uintptr_t> end = 0;
    std::atomic<bool> damaged = false;
};

static_assert(std::atomic<std::uintptr_t>::is_always_lock_free);
static_assert(std::atomic<bool>::is_always_lock_free);

std::array<Range, SigbusGuard::rangesMax> ranges;
std::mutex rangesMutex;
struct sigaction formerAction;
std::uintptr_t pageBytes = 4096;

void passOn(int signal, siginfo_t* information, void* context)
{
    if ((formerAction.sa_flags & SA_SIGINFO) != 0 && formerAction.sa_sigaction != nullptr) {
        formerAction.sa_sigaction(signal, information, context);
    } else if (formerAction.sa_handler != SIG_DFL && formerAction.sa_handler != SIG_IGN) {
        formerAction.sa_handler(signal);
    } else {
        // The faulting instruction runs again and ends the process as it would have without us.
        ::signal(signal, SIG_DFL);
    }
}

/// Runs in a signal handler: only lock-free atomics and system calls.
void onSigbus(int signal, siginfo_t* information, void* context)
{
    const auto address = reinterpret_cast<std::uintptr_t>(information->si_addr);
    for (Range& range : ranges) {
        const std::uintptr_t begin = range.begin.load(std::memory_order_acquire);
        const std::uintptr_t end = range.end.load(std::memory_order_relaxed);
        if (begin == 0 || address < begin || address >= end) {
            continue;
        }
        range.damaged.store(true, std::memory_order_release);
        const std::uintptr_t page = address & ~(pageBytes - 1);
        void* mapped = ::mmap(reinterpret_cast<void*>(page), end - page, PROT_READ,
            MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, -1, 0);
        if (mapped != MAP_FAILED) {
            return;
        }
        break;
    }
    passOn(signal, information, context);
}

void installHandler()
{
    static std::once_flag once;
    std::call_once(once, [] {
        pageBytes = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
        struct sigaction action { };
        action.sa_sigaction = onSigbus;
        action.sa_flags = SA_SIGINFO | SA_ONSTACK;
        ::sigemptyset(&action.sa_mask);
        ::sigaction(SIGBUS, &action, &formerAction);
    });
}

} // namespace

core::Result<SigbusGuard> SigbusGuard::create(const std::uint8_t* data, std::size_t size)
{
    installHandler();
    const std::lock_guard lock(rangesMutex);
    for (std::size_t slot = 0; slot < ranges.size(); ++slot) {
        Range& range = ranges[slot];
        if (range.begin.load(std::memory_order_relaxed) != 0) {
            continue;
        }
        const auto begin = reinterpret_cast<std::uintptr_t>(data);
        range.damaged.store(false, std::memory_order_relaxed);
        range.end.store(begin + size, std::memory_order_relaxed);
        range.begin.store(begin, std::memory_order_release);
        return SigbusGuard(slot);
    }
    return core::fail(core::ErrorCode::LimitReached,
        fmt::format("{} model files are open, which is the most at a time. Close one.", rangesMax));
}

SigbusGuard::SigbusGuard(SigbusGuard&& other) noexcept
    : m_slot(std::exchange(other.m_slot, none))
{
}

SigbusGuard& SigbusGuard::operator=(SigbusGuard&& other) noexcept
{
    std::swap(m_slot, other.m_slot);
    return *this;
}

SigbusGuard::~SigbusGuard()
{
    if (m_slot != none) {
        const std::lock_guard lock(rangesMutex);
        ranges[m_slot].begin.store(0, std::memory_order_release);
    }
}

bool SigbusGuard::damaged() const
{
    return m_slot != none && ranges[m_slot].damaged.load(std::memory_order_acquire);
}

} // namespace inference
