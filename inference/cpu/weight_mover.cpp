// SPDX-License-Identifier: Apache-2.0
#include "inference/cpu/weight_mover.h"

#include "inference/cpu/kernels.h"

#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <system_error>

namespace inference {

namespace {

constexpr std::int64_t lineBytes = 64;
// Between two looks at whether to stop.
constexpr std::int64_t pieceBytes = std::int64_t{1} << 20;

std::int64_t bytesOf(const WeightView& view)
{
    return view.rows * view.rowBytes();
}

/// Takes whole pages of the mapped file out of this process; a later read brings them back.
void giveBack(const WeightView& view)
{
    const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
    const auto begin = reinterpret_cast<std::uintptr_t>(view.data);
    const std::uintptr_t first = (begin + page - 1) / page * page;
    const std::uintptr_t end = (begin + static_cast<std::uintptr_t>(bytesOf(view))) / page * page;
    if (first < end) {
        ::madvise(reinterpret_cast<void*>(first), end - first, MADV_DONTNEED);
    }
}

} // namespace

std::int64_t WeightMover::sizeBytes(const std::vector<Move>& moves)
{
    std::int64_t size = 0;
    for (const Move& move : moves) {
        size += roundUp(bytesOf(move.from), lineBytes);
    }
    return size;
}

std::unique_ptr<WeightMover> WeightMover::start(std::vector<Move> moves)
{
    const std::int64_t size = sizeBytes(moves);
    const std::int64_t memory =
        static_cast<std::int64_t>(::sysconf(_SC_PHYS_PAGES)) * ::sysconf(_SC_PAGESIZE);
    if (size < movedBytesMin || size > memory / memoryShareMax || !HugeMemory::available()) {
        return nullptr;
    }
    auto huge = HugeMemory::create(static_cast<std::size_t>(size));
    if (!huge) {
        return nullptr;
    }
    try {
        return std::make_unique<WeightMover>(std::move(moves), std::move(*huge));
    } catch (const std::system_error&) {
        return nullptr; // no thread: the file will do
    }
}

WeightMover::WeightMover(std::vector<Move> moves, HugeMemory memory)
    : m_moves(std::move(moves))
    , m_memory(std::move(memory))
    , m_thread([this](const std::stop_token& stop) { move(stop); })
{
    ::pthread_setname_np(m_thread.native_handle(), "holdfast-move");
}

void WeightMover::move(const std::stop_token& stop)
{
    std::uint8_t* to = m_memory.data();
    for (const Move& each : m_moves) {
        const std::int64_t size = bytesOf(each.from);
        for (std::int64_t at = 0; at < size; at += pieceBytes) {
            if (stop.stop_requested()) {
                return;
            }
            const std::int64_t count = std::min(pieceBytes, size - at);
            std::memcpy(to + at, each.from.data + at, static_cast<std::size_t>(count));
        }
        each.place->moveTo(to);
        giveBack(each.from);
        to += roundUp(size, lineBytes);
    }
    m_done.store(true, std::memory_order_release);
}

} // namespace inference
