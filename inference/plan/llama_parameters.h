// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "inference/gguf/gguf_file.h"
#include "inference/plan/llama_model.h"

namespace inference {

/// The numbers of a llama-architecture file, but for `vocabulary`, which is that of the embedding.
/// E_ARCH (Unsupported) names what this version cannot compute: another architecture, experts, a
/// sliding window, keys and values of different size, a scaling of positions other than linear.
core::Result<LlamaParameters> readLlamaParameters(const GgufFile& file);

} // namespace inference
