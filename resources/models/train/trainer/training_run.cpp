// SPDX-License-Identifier: Apache-2.0
#include "resources/models/train/trainer/training_run.h"

#include "core/text/json.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <thread>

namespace train {

using core::Result;

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point begin)
{
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

void printJson(const core::Json& line)
{
    std::puts(core::writeJson(line).c_str());
    std::fflush(stdout);
}

double rounded(double value)
{
    return static_cast<double>(static_cast<std::int64_t>(value * 1e5 + 0.5)) / 1e5;
}

core::Json toJson(const Score& score)
{
    const auto share = [](auto part, auto whole) {
        return rounded(static_cast<double>(part)
            / static_cast<double>(std::max<std::int64_t>(static_cast<std::int64_t>(whole), 1)));
    };
    return {{"answer_loss", share(score.answerLoss, score.answerTokens)},
        {"answer_tokens_right", share(score.answerHits, score.answerTokens)},
        {"samples_right", share(score.samplesWhole, score.samples)}, {"samples", score.samples}};
}

Result<Checkpoint> firstCheckpoint(const RunOptions& options)
{
    if (options.resume && std::filesystem::exists(options.out)) {
        Checkpoint found = TRY(readCheckpoint(options.out));
        if (found.moments.first.empty()) {
            found.moments.first.resize(found.parameters.size());
            found.moments.second.resize(found.parameters.size());
        }
        return found;
    }
    Checkpoint fresh;
    fresh.shape = options.shape;
    TRY(fresh.shape.check());
    const ParameterLayout layout(fresh.shape);
    fresh.parameters = initialParameters(fresh.shape, layout, options.seed);
    fresh.moments.first.resize(fresh.parameters.size());
    fresh.moments.second.resize(fresh.parameters.size());
    return fresh;
}

/// The loop itself, with what it counts.
class Run {
public:
    Run(const RunOptions& options, const TokenCorpus& corpus, Checkpoint& state)
        : m_options(options)
        , m_state(state)
        , m_batches(corpus, options.batch, state.cursor)
        , m_workers(state.shape, options.threads, options.precision)
    {
    }

    [[nodiscard]] bool isOver(const std::stop_token& stop) const
    {
        const bool late = m_options.minutes > 0 && secondsSince(m_begin) > m_options.minutes * 60;
        const std::int64_t last =
            m_options.stopAtStep > 0 ? m_options.stopAtStep : m_options.optimizer.steps;
        return m_state.step >= last || late || stop.stop_requested();
    }

    void step()
    {
        const std::vector<Pack> packs = m_batches.next();
        m_score.add(m_workers.run(m_state.parameters, packs, &m_gradients));
        for (const Pack& pack : packs) {
            m_tokens += pack.tokens();
        }
        m_length = takeStep(m_options.optimizer, m_state.step, m_workers.layout(), bestKernels(),
            m_state.parameters, m_gradients, m_state.moments);
        ++m_state.step;
        m_state.cursor = m_batches.cursor();
        if (m_state.step % m_options.printEvery == 0) {
            print();
        }
    }

    void score(const TokenCorpus& heldOut)
    {
        const Score score = scoreCorpus(m_workers, m_state.parameters, heldOut,
            static_cast<std::size_t>(m_options.scoreSamples));
        core::Json line = toJson(score);
        line["held_out_at"] = m_state.step;
        printJson(line);
        m_lineBegin = Clock::now();
        m_lineClock = std::clock();
    }

private:
    void print()
    {
        core::Json line = toJson(m_score);
        line["step"] = m_state.step;
        line["epoch"] = m_state.cursor.epoch;
        line["loss"] = rounded(m_score.loss / std::max(m_score.weight, 1e-9));
        line["rate"] = rateAt(m_options.optimizer, m_state.step - 1);
        line["gradient"] = rounded(m_length);
        line["tokens_per_second"] =
            static_cast<std::int64_t>(static_cast<double>(m_tokens) / secondsSince(m_lineBegin));
        // What a quiet machine gives, whoever else computes meanwhile.
        const double processor = static_cast<double>(std::clock() - m_lineClock) / CLOCKS_PER_SEC;
        line["tokens_per_processor_second"] =
            static_cast<std::int64_t>(static_cast<double>(m_tokens) / processor);
        printJson(line);
        m_score = {};
        m_tokens = 0;
        m_lineBegin = Clock::now();
        m_lineClock = std::clock();
    }

    const RunOptions& m_options;
    Checkpoint& m_state;
    BatchMaker m_batches;
    Workers m_workers;
    std::vector<float> m_gradients;
    Score m_score;
    std::int64_t m_tokens = 0;
    double m_length = 0;
    Clock::time_point m_begin = Clock::now();
    Clock::time_point m_lineBegin = Clock::now();
    std::clock_t m_lineClock = std::clock();
};

} // namespace

Workers::Workers(const ModelShape& shape, std::int64_t threads, Precision precision)
{
    for (std::int64_t i = 0; i < threads; ++i) {
        m_networks.push_back(std::make_unique<Network>(shape, bestKernels(), precision));
    }
    m_gradients.resize(m_networks.size());
}

Score Workers::run(const std::vector<float>& parameters, const std::vector<Pack>& packs,
    std::vector<float>* gradients)
{
    double weight = 0;
    for (const Pack& pack : packs) {
        for (const float one : pack.weights) {
            weight += static_cast<double>(one);
        }
    }
    const auto scale = static_cast<float>(1.0 / std::max(weight, 1e-9));
    std::vector<Score> scores(m_networks.size());
    const auto work = [&](std::size_t thread) {
        if (gradients != nullptr) {
            m_gradients[thread].assign(parameters.size(), 0.0F);
        }
        for (std::size_t i = thread; i < packs.size(); i += m_networks.size()) {
            scores[thread].add(m_networks[thread]->run(parameters.data(), packs[i], scale,
                gradients != nullptr ? m_gradients[thread].data() : nullptr));
        }
    };
    {
        std::vector<std::jthread> others;
        for (std::size_t thread = 1; thread < m_networks.size(); ++thread) {
            others.emplace_back(work, thread);
        }
        work(0);
    }
    for (std::size_t thread = 1; thread < scores.size(); ++thread) {
        scores[0].add(scores[thread]);
        if (gradients != nullptr) {
            bestKernels().add(m_gradients[0].data(), m_gradients[thread].data(),
                static_cast<std::int64_t>(parameters.size()));
        }
    }
    if (gradients != nullptr) {
        gradients->swap(m_gradients[0]);
    }
    return scores[0];
}

Score scoreCorpus(Workers& workers, const std::vector<float>& parameters, const TokenCorpus& corpus,
    std::size_t samples)
{
    constexpr std::int64_t packTokens = 1024;
    std::vector<Pack> packs(1);
    for (std::size_t i = 0; i < std::min(samples, corpus.samples()); ++i) {
        if (packs.back().tokens() >= packTokens) {
            packs.emplace_back();
        }
        appendSample(packs.back(), corpus.sample(i), 0.0F);
    }
    return workers.run(parameters, packs, nullptr);
}

Result<void> runTraining(const RunOptions& options, const std::stop_token& stop)
{
    Checkpoint state = TRY(firstCheckpoint(options));
    const TokenCorpus corpus = TRY(TokenCorpus::open(options.data, state.shape.vocabulary));
    std::optional<TokenCorpus> heldOut;
    if (!options.heldOut.empty()) {
        heldOut = TRY(TokenCorpus::open(options.heldOut, state.shape.vocabulary));
    }
    printJson({{"parameters", state.parameters.size()}, {"corpus_samples", corpus.samples()},
        {"corpus_tokens", corpus.tokens()}, {"instructions", bestKernels().name},
        {"from_step", state.step}});
    Run run(options, corpus, state);
    while (!run.isOver(stop)) {
        run.step();
        if (heldOut && state.step % options.scoreEvery == 0) {
            run.score(*heldOut);
        }
        if (state.step % options.saveEvery == 0) {
            TRY(writeCheckpoint(options.out, state));
        }
    }
    if (heldOut) {
        run.score(*heldOut);
    }
    return writeCheckpoint(options.out, state);
}

} // namespace train
