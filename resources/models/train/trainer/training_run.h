// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "resources/models/train/trainer/batch_maker.h"
#include "resources/models/train/trainer/checkpoint.h"
#include "resources/models/train/trainer/network.h"
#include "resources/models/train/trainer/optimizer.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

namespace train {

struct RunOptions {
    ModelShape shape;
    BatchOptions batch;
    OptimizerOptions optimizer;
    std::filesystem::path data; ///< NAME of the corpus
    std::filesystem::path heldOut; ///< NAME of the corpus that is only scored; empty: none
    std::filesystem::path out; ///< the checkpoint
    bool resume = false; ///< goes on from `out`
    std::uint64_t seed = 1; ///< of the first weights
    std::int64_t threads = 2;
    Precision precision = Precision::F32;
    std::int64_t printEvery = 10;
    std::int64_t scoreEvery = 500;
    std::int64_t scoreSamples = 400;
    std::int64_t saveEvery = 500;
    std::int64_t stopAtStep = 0; ///< stops there with a checkpoint; 0: at the last step
    double minutes = 0; ///< stops with a checkpoint after so long; 0: never
};

/// Trains until the last step, the time or a stop, whatever is first, and prints a line of JSON now
/// and then. With the same options, threads and files every run gives the same bits, also when it
/// was stopped and resumed.
core::Result<void> runTraining(const RunOptions& options, const std::stop_token& stop);

/// A network and gradients for each thread over shared parameters. Packs go to threads in turn and
/// gradients are added in the threads' order, so the sum depends on the number of threads only.
/// Thread rule: one owner.
class Workers {
public:
    Workers(const ModelShape& shape, std::int64_t threads, Precision precision = Precision::F32);

    /// The score of all packs; with `gradients` the mean gradient replaces what is there.
    Score run(const std::vector<float>& parameters, const std::vector<Pack>& packs,
        std::vector<float>* gradients);

    [[nodiscard]] const ParameterLayout& layout() const { return m_networks.front()->layout(); }

private:
    std::vector<std::unique_ptr<Network>> m_networks;
    std::vector<std::vector<float>> m_gradients;
};

/// The first `samples` of a corpus, scored without prompts' weights.
Score scoreCorpus(Workers& workers, const std::vector<float>& parameters, const TokenCorpus& corpus,
    std::size_t samples);

} // namespace train
