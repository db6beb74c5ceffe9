// SPDX-License-Identifier: Apache-2.0
// How fast this machine reads memory: read_bandwidth [MIB] [THREADS]. The denominator of decode's
// share of the bandwidth. Prints GB/s, minimum median maximum of seven runs.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <thread>
#include <vector>

namespace {

// Sums 64-bit words with eight independent sums, which the compiler turns into vector loads.
std::uint64_t sumWords(const std::uint64_t* words, std::size_t count)
{
    std::uint64_t sums[8]{};
    for (std::size_t i = 0; i + 8 <= count; i += 8) {
        for (std::size_t j = 0; j < 8; ++j) {
            sums[j] += words[i + j];
        }
    }
    std::uint64_t total = 0;
    for (const std::uint64_t sum : sums) {
        total += sum;
    }
    return total;
}

double measure(const std::vector<std::uint64_t>& words, std::size_t threads, std::uint64_t& guard)
{
    std::vector<std::uint64_t> sums(threads);
    const auto begin = std::chrono::steady_clock::now();
    {
        std::vector<std::jthread> workers;
        const std::size_t share = words.size() / threads;
        for (std::size_t t = 0; t < threads; ++t) {
            workers.emplace_back([&, t] { sums[t] = sumWords(words.data() + t * share, share); });
        }
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    for (const std::uint64_t sum : sums) {
        guard += sum;
    }
    return static_cast<double>(words.size() * sizeof(std::uint64_t)) / took.count() / 1e9;
}

std::size_t numberOr(const char* text, std::size_t fallback)
{
    std::size_t value = fallback;
    if (text != nullptr) {
        std::from_chars(text, text + std::strlen(text), value);
    }
    return std::max<std::size_t>(value, 1);
}

} // namespace

int main(int argc, char** argv)
{
    const std::size_t mebibytes = numberOr(argc > 1 ? argv[1] : nullptr, 262);
    const std::size_t threads =
        numberOr(argc > 2 ? argv[2] : nullptr, std::thread::hardware_concurrency());
    const std::vector<std::uint64_t> words(
        mebibytes * 1024 * 1024 / sizeof(std::uint64_t), 0x9E3779B97F4A7C15U);
    std::uint64_t guard = 0;
    measure(words, threads, guard);
    std::vector<double> runs;
    for (int i = 0; i < 7; ++i) {
        runs.push_back(measure(words, threads, guard));
    }
    std::sort(runs.begin(), runs.end());
    fmt::print("read {} MiB with {} threads: {:.1f} {:.1f} {:.1f} GB/s (check {:x})\n", mebibytes,
        threads, runs.front(), runs[runs.size() / 2], runs.back(), guard & 0xffU);
    return 0;
}
