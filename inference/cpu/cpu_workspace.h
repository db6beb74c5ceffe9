// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/cpu/aligned_buffer.h"
#include "inference/cpu/cpu_matmul.h"
#include "inference/plan/llama_model.h"

#include <cstdint>

namespace inference {

/// The values of the tokens of one chunk between two kernels, a row a token, zeros in the padding.
class CpuWorkspace {
public:
    /// Tokens that go through the layers together. More use weights better, fewer need less
    /// memory.
    static constexpr std::int64_t chunkTokensMax = 256;

    static core::Result<CpuWorkspace> create(const LlamaParameters& parameters);

    /// What create() takes, for estimates.
    static std::int64_t sizeBytes(const LlamaParameters& parameters);

    /// One kind of values, for up to chunkTokensMax tokens.
    struct Rows {
        AlignedBuffer<float> buffer;
        std::int64_t stride = 0;
        [[nodiscard]] float* row(std::int64_t token) { return buffer.data() + token * stride; }
        [[nodiscard]] Activations first(std::int64_t tokens)
        {
            return {buffer.data(), stride, tokens};
        }
    };

    Rows residual; ///< what the layers add to
    Rows normed;
    Rows query;
    Rows key;
    Rows value;
    Rows attention;
    Rows gate;
    Rows up;
};

} // namespace inference
