// SPDX-License-Identifier: Apache-2.0
// What keeping to a schema costs: mask_bench MODEL.gguf [VOCABULARY.gguf] [tokens] [rounds]
// Decodes with and without masks in turn. The vocabulary may be another file's of the same size,
// since a seeded model has none that is real.
#include "inference/engine/answer_forms.h"
#include "inference/engine/backend_registry.h"
#include "inference/engine/load_estimate.h"
#include "inference/engine/opened_model.h"
#include "inference/engine/prompt_reader.h"
#include "inference/gguf/gguf_file.h"
#include "inference/grammar/schema_grammar.h"
#include "inference/sampling/sampler.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>

using namespace inference;

namespace {

constexpr const char* schemaText = R"({"type":"array","items":{"type":"object","properties":{
    "name":{"type":"string"},"biography":{"type":"string","maxLength":2000},
    "age":{"type":"integer","minimum":0,"maximum":150},"kind":{"enum":["cat","dog","other"]},
    "tags":{"type":"array","items":{"type":"string","maxLength":40}},
    "score":{"type":"number"}},"required":["name","biography","age","kind","tags","score"],
    "additionalProperties":false}})";

enum class Mode { Free, Masked, Jumping };

/// Time on the clock and of this process's threads. On a busy machine the latter says more.
struct Moment {
    double wall =
        std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
    double processor = static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
};

struct Figures {
    std::vector<double> wallMs; ///< a token
    std::vector<double> processorMs;
    void add(const Moment& begin, const Moment& end, std::int64_t tokens)
    {
        const double scale = 1000.0 / static_cast<double>(tokens);
        wallMs.push_back((end.wall - begin.wall) * scale);
        processorMs.push_back((end.processor - begin.processor) * scale);
    }
    static double median(std::vector<double> values)
    {
        std::sort(values.begin(), values.end());
        return values[values.size() / 2];
    }
};

template <class T>
T must(core::Result<T> result)
{
    if (!result) {
        std::fprintf(stderr, "%s\n", result.error().message.c_str());
        std::exit(1);
    }
    return std::move(*result);
}

class MaskBench {
public:
    MaskBench(OpenedModel& opened, const Tokenizer& tokenizer, std::int64_t tokens)
        : m_opened(opened)
        , m_tokens(tokens)
        , m_words(tokenizer, [&](TokenId id) { return tokenizer.isEndOfText(id); })
        , m_cache(must(opened.loaded->createCache(tokens + 16, opened.kvType)))
    {
    }

    Figures run(Mode mode, Figures figures, std::uint64_t seed)
    {
        const core::Schema schema = must(core::Schema::parse(schemaText));
        m_cache->truncate(0);
        Sampler sampler({.seed = seed});
        std::vector<float> logits;
        const std::vector<TokenId> first{1};
        read(first, logits);
        const Moment begin;
        TokenGrammar grammar(must(grammarOf(schema,
                                 {.alphabet = m_words.trie().alphabet(),
                                     .stepBytesMax = m_words.trie().longestToken()})),
            m_words);
        TokenMatcher matcher(grammar);
        std::int64_t done = 0;
        while (done < m_tokens) {
            std::vector<TokenId> ids = mode == Mode::Jumping
                ? must(matcher.forced(
                    static_cast<std::size_t>(std::min<std::int64_t>(8, m_tokens - done))))
                : std::vector<TokenId>{};
            if (ids.empty() && mode != Mode::Free) {
                keepAllowed(logits, *must(matcher.allowed()));
            }
            if (ids.empty()) {
                ids.push_back(must(sampler.sample(logits, m_cache->length())));
            }
            for (const TokenId id : ids) {
                if (mode != Mode::Free) {
                    accept(matcher, id);
                }
            }
            read(ids, logits);
            done += static_cast<std::int64_t>(ids.size());
        }
        figures.add(begin, Moment{}, done);
        return figures;
    }

private:
    static void accept(TokenMatcher& matcher, TokenId id)
    {
        const auto accepted = matcher.accept(id);
        if (!accepted) {
            std::fprintf(stderr, "%s\n", accepted.error().message.c_str());
            std::exit(1);
        }
    }

    void read(const std::vector<TokenId>& ids, std::vector<float>& logits)
    {
        const Segment segment{.cache = m_cache.get(),
            .tokens = ids,
            .rows = LogitRows::Last,
            .numericClass = NumericClass::Decode};
        logits.clear();
        if (!m_opened.loaded->forward({&segment, 1}, logits, {})) {
            std::exit(1);
        }
    }

    OpenedModel& m_opened;
    std::int64_t m_tokens;
    TokenAlphabet m_words;
    std::unique_ptr<KvCache> m_cache;
};

} // namespace

int main(int argc, char** argv)
{
    if (argc < 2) {
        std::fprintf(stderr, "mask_bench MODEL.gguf [VOCABULARY.gguf] [tokens] [rounds]\n");
        return 2;
    }
    const std::int64_t tokens = argc > 3 ? std::atoll(argv[3]) : 256;
    const int rounds = argc > 4 ? std::atoi(argv[4]) : 5;
    const BackendRegistry backends = BackendRegistry::create();
    OpenedModel opened = must(openModel(
        backends, argv[1], {.contextTokens = tokens + 16}, availableMemoryBytes(), {}, {}));
    const GgufFile words = must(GgufFile::open(argc > 2 ? argv[2] : argv[1]));
    const auto tokenizer = must(Tokenizer::create(words));
    const Moment begin;
    MaskBench bench(opened, *tokenizer, tokens);
    std::printf("vocabulary of %d tokens taken apart in %.0f ms\n", tokenizer->vocabularySize(),
        (Moment{}.processor - begin.processor) * 1000);
    Figures figures[3];
    for (int round = 0; round < rounds; ++round) {
        for (const Mode mode : {Mode::Free, Mode::Masked, Mode::Jumping}) {
            auto& mine = figures[static_cast<int>(mode)];
            mine = bench.run(mode, std::move(mine), static_cast<std::uint64_t>(round));
        }
    }
    const char* const names[] = {"free", "masked", "masked, jumping"};
    for (int mode = 0; mode < 3; ++mode) {
        std::printf("%-16s %8.3f ms a token, %8.3f ms of processors\n", names[mode],
            Figures::median(figures[mode].wallMs), Figures::median(figures[mode].processorMs));
    }
    return 0;
}
