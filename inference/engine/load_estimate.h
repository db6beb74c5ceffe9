// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/model/model_provider.h"
#include "inference/engine/model_contents.h"

#include <cstdint>
#include <string>

namespace inference {

/// The context that is taken when nobody asks for one, if the model was trained for as much.
constexpr std::int64_t contextTokensDefault = 8192;

/// The context of LoadOptions: what was asked for, else the model's own up to the default.
/// InvalidInput when more is asked for than the model was trained for.
core::Result<std::int64_t> chooseContext(const LlamaParameters& parameters, std::int64_t asked);

/// Bytes of keys and values for `positions`.
std::int64_t kvBytes(const LlamaParameters& parameters, std::int64_t positions, bool kvF32);

/// What loading takes. `availableBytes` is what the machine can give.
core::Result<core::LoadEstimate> estimateLoad(const ModelContents& contents,
    const std::string& device, const core::LoadOptions& options, std::int64_t availableBytes);

/// OutOfMemory with E_MEMORY and all figures when the estimate does not fit.
core::Result<void> requireFits(const core::LoadEstimate& estimate);

/// Memory that programs can still get, caches of files counted in; from /proc/meminfo.
/// 0 when the system does not say.
std::int64_t availableMemoryBytes();

} // namespace inference
