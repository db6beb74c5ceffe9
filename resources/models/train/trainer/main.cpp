// SPDX-License-Identifier: Apache-2.0
// train_model: trains, scores and looks into checkpoints. `train_model help` lists everything.
#include "resources/models/train/trainer/option_list.h"
#include "resources/models/train/trainer/product_bench.h"
#include "resources/models/train/trainer/training_run.h"

#include <fmt/format.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <stop_token>
#include <string_view>
#include <thread>

namespace {

using core::Result;
using train::OptionList;

volatile std::sig_atomic_t stopAsked = 0;

void askToStop(int)
{
    stopAsked = 1;
}

constexpr std::string_view usage =
    "train_model train --data NAME --vocabulary N --out FILE [--held-out NAME] [--resume] "
    "[--bf16]\n"
    "    shape: --width 256 --layers 8 --heads 8 --kv-heads 4 --head-size 32 --feed-forward 704\n"
    "    run: --steps 10000 --packs 16 --pack-tokens 1024 --rate 0.001 --warmup 200 --decay 0.05\n"
    "         --prompt-weight 0.1 --prompt-every 4 --threads 2 --seed 1 --minutes 0\n"
    "         --print-every 10 --score-every 500 --score-samples 400 --save-every 500\n"
    "train_model score --checkpoint FILE --data NAME [--score-samples 400] [--threads 2]\n"
    "train_model logits --checkpoint FILE --tokens 1,2,3 --out FILE\n"
    "train_model bench\n";

train::RunOptions runOptions(const OptionList& list)
{
    train::RunOptions options;
    train::ModelShape& shape = options.shape;
    for (auto& [name, number] : {std::pair{"vocabulary", &shape.vocabulary},
             std::pair{"width", &shape.width}, std::pair{"layers", &shape.layers},
             std::pair{"heads", &shape.heads}, std::pair{"kv-heads", &shape.kvHeads},
             std::pair{"head-size", &shape.headSize}, std::pair{"feed-forward", &shape.feedForward},
             std::pair{"context", &shape.context}, std::pair{"steps", &options.optimizer.steps},
             std::pair{"warmup", &options.optimizer.warmupSteps},
             std::pair{"packs", &options.batch.packs},
             std::pair{"pack-tokens", &options.batch.packTokens},
             std::pair{"threads", &options.threads}, std::pair{"print-every", &options.printEvery},
             std::pair{"score-every", &options.scoreEvery},
             std::pair{"score-samples", &options.scoreSamples},
             std::pair{"save-every", &options.saveEvery}})
    {
        *number = list.integer(name, *number);
    }
    for (auto& [name, number] : {std::pair{"rate", &options.optimizer.rate},
             std::pair{"last-rate", &options.optimizer.lastRate},
             std::pair{"decay", &options.optimizer.decay},
             std::pair{"prompt-weight", &options.batch.promptWeight},
             std::pair{"minutes", &options.minutes}})
    {
        *number = list.number(name, *number);
    }
    options.batch.promptEvery = static_cast<std::uint64_t>(
        list.integer("prompt-every", static_cast<std::int64_t>(options.batch.promptEvery)));
    options.seed = static_cast<std::uint64_t>(list.integer("seed", 1));
    options.batch.seed = options.seed;
    options.data = list.text("data");
    options.heldOut = list.text("held-out");
    options.out = list.text("out");
    options.resume = list.has("resume");
    options.precision = list.has("bf16") ? train::Precision::Bf16 : train::Precision::F32;
    return options;
}

Result<void> trainModel(const OptionList& list)
{
    const train::RunOptions options = runOptions(list);
    TRY(list.check());
    std::signal(SIGINT, askToStop);
    std::signal(SIGTERM, askToStop);
    std::stop_source source;
    // Signals only set a flag; the loop looks at the token once a step.
    std::jthread watcher([&](const std::stop_token& over) {
        while (!over.stop_requested() && stopAsked == 0) {
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        }
        if (stopAsked != 0) {
            source.request_stop();
        }
    });
    return train::runTraining(options, source.get_token());
}

Result<void> scoreModel(const OptionList& list)
{
    const std::int64_t samples = list.integer("score-samples", 400);
    const std::int64_t threads = list.integer("threads", 2);
    const std::string name = list.text("checkpoint");
    const std::string data = list.text("data");
    TRY(list.check());
    const train::Checkpoint found = TRY(train::readCheckpoint(name));
    const auto corpus = TRY(train::TokenCorpus::open(data, found.shape.vocabulary));
    train::Workers workers(found.shape, threads);
    const train::Score score =
        train::scoreCorpus(workers, found.parameters, corpus, static_cast<std::size_t>(samples));
    fmt::print("step {}: loss {:.5f}, tokens right {:.4f}, samples right {:.4f} of {}\n",
        found.step, score.answerLoss / static_cast<double>(score.answerTokens),
        static_cast<double>(score.answerHits) / static_cast<double>(score.answerTokens),
        static_cast<double>(score.samplesWhole) / static_cast<double>(score.samples),
        score.samples);
    return {};
}

/// The same file as `holdfast logits` writes.
Result<void> writeLogits(const OptionList& list)
{
    const std::string name = list.text("checkpoint");
    const std::string out = list.text("out");
    const std::vector<std::int64_t> tokens = list.integers("tokens");
    TRY(list.check());
    const train::Checkpoint found = TRY(train::readCheckpoint(name));
    train::Pack pack;
    pack.ids.assign(tokens.begin(), tokens.end());
    pack.begins = {0, pack.tokens()};
    train::Network network(found.shape, train::bestKernels());
    const std::vector<float> logits = network.logits(found.parameters.data(), pack);
    std::ofstream file(out, std::ios::binary);
    for (const std::int64_t number : {pack.tokens(), found.shape.vocabulary}) {
        const auto narrow = static_cast<std::int32_t>(number);
        file.write(reinterpret_cast<const char*>(&narrow), sizeof narrow);
    }
    file.write(reinterpret_cast<const char*>(logits.data()),
        static_cast<std::streamsize>(logits.size() * sizeof(float)));
    return file ? Result<void>() : core::fail(core::ErrorCode::Io, "The file cannot be written.");
}

} // namespace

int main(int count, char** values)
{
    const std::string_view command = count > 1 ? values[1] : "help";
    const OptionList list({values + std::min(count, 2), values + count});
    Result<void> done;
    if (command == "train") {
        done = trainModel(list);
    } else if (command == "score") {
        done = scoreModel(list);
    } else if (command == "logits") {
        done = writeLogits(list);
    } else if (command == "bench") {
        train::printProductBench();
    } else {
        fmt::print("{}", usage);
        return command == "help" ? 0 : 2;
    }
    if (!done) {
        fmt::print(stderr, "{}\n", done.error().message);
        return 1;
    }
    return 0;
}
