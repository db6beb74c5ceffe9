// SPDX-License-Identifier: Apache-2.0
// How fast this machine reads memory: read_bandwidth [MIB] [THREADS]. The denominator of decode's
// share of the bandwidth.
//
// What it takes to read as fast as the memory gives: every thread on a part of its own, several
// streams in it so that the processor's own prefetching works on all of them, lines asked for ahead
// of that, huge pages so that addresses cost nothing, and threads that wait for each other outside
// the time taken. No single choice of streams and distance is best everywhere, so it tries some and
// prints each, then the best: GB/s, minimum median maximum of its runs.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <barrier>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <thread>
#include <vector>

#include <sys/mman.h>

namespace {

constexpr std::size_t lineBytes = 64;
constexpr std::size_t streamsMax = 8;
constexpr int runs = 9;

// A cache line as one vector; the compiler makes of it what the machine has.
using Line [[gnu::vector_size(lineBytes), gnu::may_alias]] = std::uint64_t;

struct Way {
    std::size_t streams;
    std::size_t aheadBytes; ///< 0: only what the processor prefetches by itself
};

constexpr std::array ways{Way{1, 0}, Way{2, 0}, Way{4, 0}, Way{8, 0}, Way{1, 2048}, Way{2, 2048},
    Way{4, 1024}, Way{4, 4096}, Way{8, 1024}};

struct Share {
    const std::uint8_t* bytes;
    std::size_t size;
};

/// Four lines of each stream in turn, so that a DRAM row gives several lines at once.
template <std::size_t Streams>
std::uint64_t readStreams(Share share, std::size_t ahead)
{
    constexpr std::size_t stepBytes = 4 * lineBytes;
    const std::size_t streamBytes = share.size / Streams / stepBytes * stepBytes;
    Line sums[4]{};
    for (std::size_t at = 0; at < streamBytes; at += stepBytes) {
        for (std::size_t stream = 0; stream < Streams; ++stream) {
            const std::uint8_t* from = share.bytes + stream * streamBytes + at;
            for (std::size_t line = 0; line < std::size(sums); ++line) {
                if (ahead != 0) {
                    __builtin_prefetch(from + ahead + line * lineBytes, 0, 0);
                }
                sums[line] += *reinterpret_cast<const Line*>(from + line * lineBytes);
            }
        }
    }
    const Line total = sums[0] + sums[1] + sums[2] + sums[3];
    return total[0] + total[1] + total[2] + total[3] + total[4] + total[5] + total[6] + total[7];
}

std::uint64_t read(Share share, Way way)
{
    switch (way.streams) {
    case 2:
        return readStreams<2>(share, way.aheadBytes);
    case 4:
        return readStreams<4>(share, way.aheadBytes);
    case streamsMax:
        return readStreams<streamsMax>(share, way.aheadBytes);
    default:
        return readStreams<1>(share, way.aheadBytes);
    }
}

/// Threads that each read their share of one area, written first by themselves.
class Readers {
public:
    Readers(std::uint8_t* bytes, std::size_t size, std::size_t threads)
        : m_shareBytes(size / threads / 4096 * 4096)
        , m_start(static_cast<std::ptrdiff_t>(threads) + 1)
        , m_end(static_cast<std::ptrdiff_t>(threads) + 1)
        , m_sums(threads)
    {
        for (std::size_t thread = 0; thread < threads; ++thread) {
            m_threads.emplace_back([this, thread, part = bytes + thread * m_shareBytes] {
                std::memset(part, static_cast<int>(thread) + 1, m_shareBytes);
                for (m_start.arrive_and_wait(); m_way.streams != 0; m_start.arrive_and_wait()) {
                    m_sums[thread] += read({part, m_shareBytes}, m_way);
                    m_end.arrive_and_wait();
                }
            });
        }
    }
    ~Readers()
    {
        m_way.streams = 0;
        m_start.arrive_and_wait();
    }
    Readers(const Readers&) = delete;
    Readers& operator=(const Readers&) = delete;

    /// GB/s of one pass over everything.
    double measure(Way way)
    {
        m_way = way;
        m_start.arrive_and_wait();
        const auto begin = std::chrono::steady_clock::now();
        m_end.arrive_and_wait();
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
        return static_cast<double>(m_shareBytes * m_threads.size()) / took.count() / 1e9;
    }

    /// Printed, so that no read can be left out.
    [[nodiscard]] std::uint64_t check() const
    {
        std::uint64_t sum = 0;
        for (const std::uint64_t each : m_sums) {
            sum += each;
        }
        return sum & 0xffffU;
    }

private:
    std::size_t m_shareBytes;
    Way m_way{1, 0};
    std::barrier<> m_start;
    std::barrier<> m_end;
    std::vector<std::uint64_t> m_sums;
    std::vector<std::jthread> m_threads;
};

std::size_t numberOr(const char* text, std::size_t fallback)
{
    std::size_t value = fallback;
    if (text != nullptr) {
        std::from_chars(text, text + std::strlen(text), value);
    }
    return std::max<std::size_t>(value, 1);
}

std::array<double, 3> measureWay(Readers& readers, Way way)
{
    std::vector<double> rates;
    readers.measure(way);
    for (int i = 0; i < runs; ++i) {
        rates.push_back(readers.measure(way));
    }
    std::sort(rates.begin(), rates.end());
    return {rates.front(), rates[rates.size() / 2], rates.back()};
}

} // namespace

int main(int argc, char** argv)
{
    const std::size_t mebibytes = numberOr(argc > 1 ? argv[1] : nullptr, 512);
    const std::size_t threads =
        numberOr(argc > 2 ? argv[2] : nullptr, std::thread::hardware_concurrency());
    const std::size_t size = mebibytes * 1024 * 1024;
    void* memory = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        fmt::print(stderr, "cannot have {} MiB of memory\n", mebibytes);
        return 1;
    }
    madvise(memory, size, MADV_HUGEPAGE); // a wish; without it the figure is lower
    Readers readers(static_cast<std::uint8_t*>(memory), size, threads);
    std::array<double, 3> best{};
    for (const Way way : ways) {
        const auto rates = measureWay(readers, way);
        fmt::print("  {} streams, {:4} bytes ahead  {:.1f} {:.1f} {:.1f} GB/s\n", way.streams,
            way.aheadBytes, rates[0], rates[1], rates[2]);
        best = rates[1] > best[1] ? rates : best;
    }
    fmt::print("read {} MiB with {} threads: {:.1f} {:.1f} {:.1f} GB/s (check {:x})\n", mebibytes,
        threads, best[0], best[1], best[2], readers.check());
    return 0;
}
