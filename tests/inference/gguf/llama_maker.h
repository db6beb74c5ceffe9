// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/inference/gguf/gguf_writer.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace inference::testing {

/// The shape of a made-up llama model. The defaults are the tiny one, which is whole in blocks of
/// 32 (all row lengths are multiples of it). A matrix whose rows are not whole in blocks of the
/// type is written in Q8_0.
struct LlamaShape {
    std::string name = "made-tiny";
    std::uint32_t width = 64;
    std::uint32_t layers = 2;
    std::uint32_t heads = 4;
    std::uint32_t kvHeads = 2;
    std::uint32_t headSize = 16; ///< heads * headSize is a multiple of 32
    std::uint32_t feedForward = 160;
    std::uint32_t vocabulary = 512; ///< at least spmVocabularyMin
    std::uint32_t contextLength = 256;
    float ropeBase = 10000.0F;
    float normEpsilon = 1e-5F;
    bool tied = false; ///< the head is the embedding: no output.weight
    TensorType type = TensorType::F32; ///< of matrices; vectors are always F32
    bool mixed = false; ///< Q6_K for the head and for some values and downs, as in Q4_K_M files
};

/// "tiny", "125m" or "1.1b"; nothing for another name.
std::optional<LlamaShape> namedShape(std::string_view name);

/// `<unk> <s> </s>`, 256 byte tokens, the space and printable ASCII.
constexpr std::uint32_t spmVocabularyMin = 3 + 256 + 1 + 94;

/// Pieces of a sentence-piece vocabulary: behind the fixed ones, each is the join of two before
/// it, and earlier ones have better scores, so that all of them can be reached by merging.
std::vector<std::string> makeSpmPieces(std::uint64_t seed, std::uint32_t count);

/// Adds `tokenizer.ggml.*` of model "llama" with these pieces.
void addSpmTokenizer(GgufWriter& writer, std::uint64_t seed, std::uint32_t count);

/// A whole llama model with random weights of sensible size; the same seed and shape give the
/// same bytes everywhere.
GgufWriter makeLlama(std::uint64_t seed, const LlamaShape& shape = {});

} // namespace inference::testing
