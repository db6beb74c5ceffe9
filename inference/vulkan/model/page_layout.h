// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/backend/backend.h"
#include "inference/plan/llama_model.h"

#include <cstdint>

namespace inference {

/// How a page of keys and values lies in the buffers of a layer; kernels/pages.glsl says the same.
/// Keys and values of a layer take the same bytes.
struct PageLayout {
    std::int64_t layers = 0;
    std::int64_t bytesEach = 0; ///< of the keys, or the values, of one page in one layer

    static PageLayout of(const LlamaParameters& parameters, KvType type);

    /// Of a whole page: keys and values of all layers.
    [[nodiscard]] std::int64_t pageBytes() const { return 2 * layers * bytesEach; }
};

} // namespace inference
