// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "resources/models/train/trainer/batch_maker.h"
#include "resources/models/train/trainer/model_shape.h"
#include "resources/models/train/trainer/optimizer.h"

#include <cstdint>
#include <filesystem>
#include <vector>

namespace train {

/// Everything a run goes on from. The file: one line of JSON (format, shape, step, epoch, position,
/// tensors in order with their shapes, whether moments follow), then the parameters and the two
/// moments as little-endian float32.
struct Checkpoint {
    ModelShape shape;
    std::int64_t step = 0; ///< steps that were taken
    BatchCursor cursor;
    std::vector<float> parameters;
    Moments moments; ///< empty in a file without them
};

/// Replaces the file only when all is written.
core::Result<void> writeCheckpoint(const std::filesystem::path& path, const Checkpoint& checkpoint);

/// Corrupt when the file is cut or no checkpoint.
core::Result<Checkpoint> readCheckpoint(const std::filesystem::path& path);

} // namespace train
