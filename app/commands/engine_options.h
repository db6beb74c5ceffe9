// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/arguments.h"
#include "core/base/result.h"
#include "core/model/model_provider.h"
#include "inference/engine/logits_run.h"

#include <optional>
#include <string>
#include <vector>

namespace app {

Option deviceOption();
Option threadsOption();

/// The type of keys and values when --kv is absent.
enum class KvDefault { F16, F32 };

/// --device, --kv, --threads and --context.
core::Result<core::LoadOptions> engineOptionsOf(const Arguments& arguments, KvDefault kvDefault);

/// --temperature, --top-k, --top-p, --min-p and --seed.
core::Result<core::SamplingOptions> samplingOf(const Arguments& arguments);

/// --tokens; nothing when it is absent.
core::Result<std::optional<std::vector<inference::TokenId>>> tokensOf(const Arguments& arguments);

/// Writes `int32 rows, int32 vocabulary, float32 rows*vocabulary`, little-endian.
core::Result<void> writeLogits(const std::string& path, const inference::Logits& logits);

} // namespace app
