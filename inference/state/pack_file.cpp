// SPDX-License-Identifier: Apache-2.0
#include "inference/state/pack_file.h"

#include "inference/state/pack_access.h"

#include <fmt/format.h>

#include <pthread.h>
#include <sys/mman.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <functional>
#include <system_error>
#include <thread>
#include <utility>

namespace inference {

using core::ErrorCode;
using core::fail;
using core::Result;

namespace {

/// Memory in large pages is had several times faster, which counts when much is read at once.
constexpr std::size_t largePageBytes = std::size_t{2} * 1024 * 1024;
constexpr std::size_t cacheLineBytes = 64;

/// From so many pages on two threads read, since nothing else is computed meanwhile.
constexpr std::size_t pagesToShare = 8;

/// Does the work on another thread, too, if one can be had. Waits for it at its end.
class Helper {
public:
    explicit Helper(const std::function<void()>& work)
    {
        try {
            m_thread = std::jthread(work);
        } catch (const std::system_error&) {
            return; // then the other one does it all
        }
        pthread_setname_np(m_thread.native_handle(), "hf-kv-reader");
    }

private:
    std::jthread m_thread;
};

Result<std::shared_ptr<std::uint8_t>> makeMemory(std::size_t bytes)
{
    const std::size_t unit = bytes < largePageBytes ? cacheLineBytes : largePageBytes;
    const std::size_t size = (bytes + unit - 1) / unit * unit;
    void* const memory = std::aligned_alloc(unit, size);
    if (memory == nullptr) {
        return fail(ErrorCode::OutOfMemory, "No memory is left for pages from the cache.");
    }
    if (unit == largePageBytes) {
        ::madvise(memory, size, MADV_HUGEPAGE); // without it only slower
    }
    return std::shared_ptr<std::uint8_t>(static_cast<std::uint8_t*>(memory), std::free);
}

} // namespace

Result<std::shared_ptr<PackFile>> PackFile::open(
    std::filesystem::path path, const PackShape& shape, const PageId& root)
{
    const PackAccess file = TRY(PackAccess::open(path, PackAccess::Mode::Read));
    TRY(file.sizeBytes()); // a regular file
    PackHeader header;
    TRY(file.readAt(rawBytes(header), 0));
    TRY(checkHeader(header, shape, root));
    return std::shared_ptr<PackFile>(new PackFile(std::move(path), shape));
}

Result<std::vector<PackFile::Found>> PackFile::newSlots(std::int64_t sizeBytes)
{
    const std::int64_t pages = (sizeBytes - m_shape.pagesAt + m_shape.pageStride - 1)
        / m_shape.pageStride; // the last one's end need not be written out
    const std::int64_t count = std::min(pages, m_shape.slotCount) - m_slotsRead;
    std::vector<Found> found;
    if (count <= 0) {
        return found;
    }
    const PackAccess file = TRY(PackAccess::open(m_path, PackAccess::Mode::Read));
    std::vector<PackSlot> slots(static_cast<std::size_t>(count));
    TRY(file.readAt(
        {reinterpret_cast<std::uint8_t*>(slots.data()), slots.size() * sizeof(PackSlot)},
        PackShape::slotAt(m_slotsRead)));
    // What is empty or half written at the end may be whole the next time.
    while (!slots.empty() && !isWhole(slots.back())) {
        slots.pop_back();
    }
    for (const PackSlot& slot : slots) {
        if (isWhole(slot)) {
            found.push_back({m_slotsRead, slot});
        }
        ++m_slotsRead;
    }
    return found;
}

Result<std::vector<PageBytes>> PackFile::read(
    std::int64_t firstSlot, std::span<const std::uint64_t> checksums) const
{
    const PackAccess file = TRY(PackAccess::open(m_path, PackAccess::Mode::Read));
    const std::size_t stride = static_cast<std::size_t>(m_shape.pageStride);
    const auto memory = TRY(makeMemory(checksums.size() * stride));
    std::vector<PageBytes> pages(checksums.size());
    std::atomic<std::size_t> next = 0;
    // A page is looked at while it is still in the processor's cache.
    const auto readSome = [&] {
        for (std::size_t i = next++; i < pages.size(); i = next++) {
            const std::span<std::uint8_t> bytes(
                memory.get() + i * stride, static_cast<std::size_t>(m_shape.pageBytes));
            const auto slot = firstSlot + static_cast<std::int64_t>(i);
            if (file.readAt(bytes, m_shape.pageAt(slot)) && packChecksum(bytes) == checksums[i]) {
                pages[i] = {memory, bytes};
            }
        }
    };
    if (pages.size() >= pagesToShare) {
        const Helper helper(readSome);
        readSome();
    } else {
        readSome();
    }
    file.markUsed();
    const auto lost = std::find_if(
        pages.begin(), pages.end(), [](const PageBytes& page) { return page.owner == nullptr; });
    pages.erase(lost, pages.end());
    if (pages.empty()) {
        return fail(ErrorCode::Corrupt,
            fmt::format(
                "Page {} of '{}' is damaged. It is computed again.", firstSlot, m_path.native()));
    }
    return pages;
}

void PackFile::bury(std::int64_t slot) const
{
    PackSlot dead;
    dead.mark = PackSlot::dead;
    auto file = PackAccess::open(m_path, PackAccess::Mode::Write);
    if (file) {
        [[maybe_unused]] const auto ignored =
            file->writeAt(rawBytes(std::as_const(dead)), PackShape::slotAt(slot));
    }
}

} // namespace inference
