// SPDX-License-Identifier: Apache-2.0
// Tokens per second of the CPU backend: cpu_bench MODEL.gguf [prefill] [decode] [threads] [rounds]
#include "inference/cpu/cpu_backend.h"
#include "inference/gguf/gguf_file.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <string>

using namespace inference;

namespace {

struct Wish {
    const char* path = nullptr;
    std::int32_t prefill = 512;
    std::int32_t decode = 64;
    std::int32_t threads = 0;
    std::int32_t rounds = 5;
};

std::vector<TokenId> someTokens(std::int32_t count, std::int64_t vocabulary)
{
    std::vector<TokenId> tokens;
    for (std::int32_t i = 0; i < count; ++i) {
        tokens.push_back(static_cast<TokenId>((i * 7919LL + 17) % vocabulary));
    }
    return tokens;
}

/// Time on the clock and of the processors. On a busy machine the latter says more.
struct Moment {
    double wall =
        std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
    double processor = static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
};

struct Rates {
    std::vector<double> perSecond;
    std::vector<double> perProcessorSecond;

    void add(std::int32_t tokens, const Moment& start)
    {
        const Moment end;
        perSecond.push_back(tokens / (end.wall - start.wall));
        perProcessorSecond.push_back(tokens / (end.processor - start.processor));
    }
};

void report(const char* what, const char* unit, std::vector<double> rates)
{
    std::sort(rates.begin(), rates.end());
    std::printf("%-8s min %8.1f  median %8.1f  max %8.1f tokens/%s\n", what, rates.front(),
        rates[rates.size() / 2], rates.back(), unit);
}

void report(const char* what, const Rates& rates)
{
    report(what, "s", rates.perSecond);
    report(what, "processor second", rates.perProcessorSecond);
}

core::Result<void> measure(const Wish& wish)
{
    const GgufFile file = TRY(GgufFile::open(wish.path));
    auto model = std::make_shared<const LlamaModel>(TRY(LlamaModel::fromGguf(file)));
    CpuBackend backend;
    std::printf("%s\n", backend.facts().title.c_str());
    core::LoadOptions options;
    options.threads = wish.threads;
    const auto loaded = TRY(backend.load(model, options, {}, {}));
    const auto cache = TRY(loaded->createCache(wish.prefill + wish.decode, KvType::F16));
    const auto tokens = someTokens(wish.prefill, model->parameters.vocabulary);
    Rates prefill;
    Rates decode;
    for (std::int32_t round = 0; round < wish.rounds; ++round) {
        std::vector<float> logits;
        cache->truncate(0);
        const Segment prompt{cache.get(), tokens, LogitRows::Last};
        Moment start;
        TRY(loaded->forward({&prompt, 1}, logits, {}));
        prefill.add(wish.prefill, start);
        start = Moment();
        for (std::int32_t i = 0; i < wish.decode; ++i) {
            const auto best = std::max_element(logits.begin(), logits.end()) - logits.begin();
            const auto token = static_cast<TokenId>(best);
            logits.clear();
            const Segment next{cache.get(), {&token, 1}, LogitRows::Last};
            TRY(loaded->forward({&next, 1}, logits, {}));
        }
        decode.add(wish.decode, start);
    }
    report("prefill", prefill);
    report("decode", decode);
    return {};
}

} // namespace

int main(int count, char** values)
{
    Wish wish;
    std::int32_t* const numbers[]{&wish.prefill, &wish.decode, &wish.threads, &wish.rounds};
    bool valid = count >= 2 && count <= 6;
    for (int i = 2; valid && i < count; ++i) {
        const char* end = values[i] + std::strlen(values[i]);
        const auto parsed = std::from_chars(values[i], end, *numbers[i - 2]);
        valid =
            parsed.ec == std::errc() && parsed.ptr == end && *numbers[i - 2] >= (i == 4 ? 0 : 1);
    }
    if (!valid) {
        std::fputs("usage: cpu_bench MODEL.gguf [prefill] [decode] [threads] [rounds]\n", stderr);
        return 2;
    }
    wish.path = values[1];
    const auto measured = measure(wish);
    if (!measured) {
        std::fprintf(stderr, "%s\n", measured.error().message.c_str());
        return 1;
    }
    return 0;
}
