// SPDX-License-Identifier: Apache-2.0
#include "tests/inference/gguf/llama_maker.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <unordered_set>

namespace inference::testing {

namespace {

constexpr std::string_view spacePiece = "\xE2\x96\x81";
constexpr std::size_t pieceBytesMax = 15;

/// SplitMix64: small, and the same on every machine.
class Random {
public:
    explicit Random(std::uint64_t seed)
        : m_state(seed)
    {
    }
    std::uint64_t next()
    {
        m_state += 0x9E3779B97F4A7C15U;
        std::uint64_t z = m_state;
        z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
        z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
        return z ^ (z >> 31U);
    }

private:
    std::uint64_t m_state;
};

std::uint64_t hashName(std::uint64_t seed, std::string_view name)
{
    std::uint64_t hash = Random(seed).next();
    for (const char c : name) {
        hash = Random(hash ^ static_cast<unsigned char>(c)).next();
    }
    return hash;
}

/// Evenly spread values with this mean and standard deviation, four from each random number.
RowSource randomRows(std::uint64_t seed, float mean, float deviation)
{
    const float step = deviation * std::sqrt(3.0F) / 32768.0F;
    return [seed, mean, step](std::uint64_t row, std::span<float> values) {
        Random random(seed + row * 0xD1342543DE82EF95U);
        std::uint64_t bits = 0;
        for (std::size_t i = 0; i < values.size(); ++i) {
            bits = i % 4 == 0 ? random.next() : bits >> 16U;
            const auto centred = static_cast<float>(bits & 0xFFFFU) - 32767.5F;
            values[i] = mean + step * centred;
        }
    };
}

/// Adds the weights of one model under their names.
class WeightMaker {
public:
    WeightMaker(GgufWriter& writer, std::uint64_t seed, TensorType type)
        : m_writer(writer)
        , m_seed(seed)
        , m_type(type)
    {
    }
    void vector(const std::string& name, std::uint32_t size)
    {
        m_writer.tensor(name, TensorType::F32, {size}, randomRows(hashName(m_seed, name), 1, 0.1F));
    }
    /// Weights that keep the size of what they are multiplied with, times `gain`.
    void matrix(const std::string& name, std::uint32_t rows, std::uint32_t columns, float gain = 1)
    {
        add(name, m_type, rows, columns, gain);
    }
    /// The same, in Q6_K.
    void finerMatrix(
        const std::string& name, std::uint32_t rows, std::uint32_t columns, float gain = 1)
    {
        add(name, TensorType::Q6_K, rows, columns, gain);
    }

private:
    void add(const std::string& name, TensorType type, std::uint32_t rows, std::uint32_t columns,
        float gain)
    {
        const auto* layout = tensorTypeLayout(static_cast<std::uint32_t>(type));
        const bool whole = columns % layout->blockElements == 0;
        const float deviation = gain / std::sqrt(static_cast<float>(columns));
        m_writer.tensor(name, whole ? type : TensorType::Q8_0, {columns, rows},
            randomRows(hashName(m_seed, name), 0, deviation));
    }

    GgufWriter& m_writer;
    std::uint64_t m_seed;
    TensorType m_type;
};

/// The number of the mix (llama.h, enum llama_ftype).
std::uint32_t fileType(const LlamaShape& shape)
{
    switch (shape.type) {
    case TensorType::F16:
        return 1;
    case TensorType::Q4_0:
        return 2;
    case TensorType::Q8_0:
        return 7;
    case TensorType::Q4_K:
        return shape.mixed ? 15 : 14;
    case TensorType::Q5_K:
        return shape.mixed ? 17 : 16;
    case TensorType::Q6_K:
        return 18;
    case TensorType::BF16:
        return 32;
    default:
        return 0;
    }
}

void addParameters(GgufWriter& writer, const LlamaShape& shape)
{
    writer.text("general.architecture", "llama")
        .text("general.name", shape.name)
        .u32("general.file_type", fileType(shape))
        .u32("llama.vocab_size", shape.vocabulary)
        .u32("llama.context_length", shape.contextLength)
        .u32("llama.embedding_length", shape.width)
        .u32("llama.block_count", shape.layers)
        .u32("llama.feed_forward_length", shape.feedForward)
        .u32("llama.attention.head_count", shape.heads)
        .u32("llama.attention.head_count_kv", shape.kvHeads)
        .u32("llama.attention.key_length", shape.headSize)
        .u32("llama.attention.value_length", shape.headSize)
        .u32("llama.rope.dimension_count", shape.headSize)
        .f32("llama.rope.freq_base", shape.ropeBase)
        .f32("llama.attention.layer_norm_rms_epsilon", shape.normEpsilon);
}

/// The first and last eighth of the layers and every third one between, as common mixes have it.
bool isFinerLayer(const LlamaShape& shape, std::uint32_t layer)
{
    const std::uint32_t eighth = shape.layers / 8;
    return shape.mixed
        && (layer < eighth || layer >= 7 * shape.layers / 8 || (layer - eighth) % 3 == 2);
}

void addLayer(WeightMaker& make, const LlamaShape& shape, std::uint32_t layer)
{
    const auto finer =
        isFinerLayer(shape, layer) ? &WeightMaker::finerMatrix : &WeightMaker::matrix;
    const std::string block = fmt::format("blk.{}.", layer);
    const std::uint32_t queryWidth = shape.heads * shape.headSize;
    const std::uint32_t keyWidth = shape.kvHeads * shape.headSize;
    make.vector(block + "attn_norm.weight", shape.width);
    make.matrix(block + "attn_q.weight", queryWidth, shape.width);
    make.matrix(block + "attn_k.weight", keyWidth, shape.width);
    (make.*finer)(block + "attn_v.weight", keyWidth, shape.width, 1);
    make.matrix(block + "attn_output.weight", shape.width, queryWidth);
    make.vector(block + "ffn_norm.weight", shape.width);
    make.matrix(block + "ffn_gate.weight", shape.feedForward, shape.width);
    make.matrix(block + "ffn_up.weight", shape.feedForward, shape.width);
    (make.*finer)(block + "ffn_down.weight", shape.width, shape.feedForward, 1);
}

std::vector<std::string> fixedPieces()
{
    std::vector<std::string> pieces{"<unk>", "<s>", "</s>"};
    for (int byte = 0; byte < 256; ++byte) {
        pieces.push_back(fmt::format("<0x{:02X}>", byte));
    }
    pieces.emplace_back(spacePiece);
    for (char c = '!'; c <= '~'; ++c) {
        pieces.emplace_back(1, c);
    }
    return pieces;
}

} // namespace

std::optional<LlamaShape> namedShape(std::string_view name)
{
    LlamaShape shape;
    if (name == "tiny") {
        return shape;
    }
    shape.vocabulary = 32000;
    shape.headSize = 64;
    shape.kvHeads = 4;
    shape.contextLength = 16384;
    if (name == "125m") {
        shape.name = "made-125m";
        shape.width = 768;
        shape.layers = 12;
        shape.heads = 12;
        shape.feedForward = 2048;
        return shape;
    }
    if (name == "1.1b") {
        shape.name = "made-1.1b";
        shape.width = 2048;
        shape.layers = 22;
        shape.heads = 32;
        shape.feedForward = 5632;
        return shape;
    }
    return std::nullopt;
}

std::vector<std::string> makeSpmPieces(std::uint64_t seed, std::uint32_t count)
{
    std::vector<std::string> pieces = fixedPieces();
    std::unordered_set<std::string> known(pieces.begin(), pieces.end());
    constexpr std::size_t firstText = 3 + 256; // the space and what is behind it may be joined
    // Letters come first among the joins, so that ordinary words get longer pieces.
    const auto joinable = [](const std::string& piece) {
        const char c = piece.front();
        return (c >= 'a' && c <= 'z') || piece.substr(0, spacePiece.size()) == spacePiece;
    };
    std::vector<std::size_t> parts;
    for (std::size_t i = firstText; i < pieces.size(); ++i) {
        if (joinable(pieces[i])) {
            parts.push_back(i);
        }
    }
    const std::size_t singles = parts.size();
    Random random(hashName(seed, "pieces"));
    while (pieces.size() < count) {
        // Short pieces are joined more often than long ones, as in vocabularies made from text.
        const std::size_t early = std::min({random.next() % parts.size(),
            random.next() % parts.size(), random.next() % parts.size()});
        const std::string& left = pieces[parts[early]];
        const std::string& right = pieces[parts[random.next() % singles]];
        std::string piece = left + right;
        if (piece.size() <= pieceBytesMax && piece.find(spacePiece, 1) == std::string::npos
            && known.insert(piece).second)
        {
            parts.push_back(pieces.size());
            pieces.push_back(std::move(piece));
        }
    }
    return pieces;
}

void addSpmTokenizer(GgufWriter& writer, std::uint64_t seed, std::uint32_t count)
{
    const std::vector<std::string> pieces = makeSpmPieces(seed, count);
    std::vector<float> scores(pieces.size(), 0.0F);
    std::vector<std::int32_t> types(pieces.size(), 1); // normal
    types[0] = 2; // unknown
    types[1] = types[2] = 3; // control
    for (std::size_t i = 3; i < pieces.size(); ++i) {
        if (i < 3 + 256) {
            types[i] = 6; // byte
        } else {
            scores[i] = -static_cast<float>(i - 3 - 256);
        }
    }
    writer.text("tokenizer.ggml.model", "llama")
        .texts("tokenizer.ggml.tokens", pieces)
        .numbers<float>("tokenizer.ggml.scores", ValueType::F32, scores)
        .numbers<std::int32_t>("tokenizer.ggml.token_type", ValueType::I32, types)
        .u32("tokenizer.ggml.bos_token_id", 1)
        .u32("tokenizer.ggml.eos_token_id", 2)
        .u32("tokenizer.ggml.unknown_token_id", 0);
}

GgufWriter makeLlama(std::uint64_t seed, const LlamaShape& shape)
{
    GgufWriter writer;
    addParameters(writer, shape);
    addSpmTokenizer(writer, seed, shape.vocabulary);
    WeightMaker make(writer, seed, shape.type);
    // Rows of the embedding are a token's vector, not a product: they are not scaled down.
    make.matrix("token_embd.weight", shape.vocabulary, shape.width,
        shape.tied ? 3.0F : std::sqrt(static_cast<float>(shape.width)));
    for (std::uint32_t layer = 0; layer < shape.layers; ++layer) {
        addLayer(make, shape, layer);
    }
    make.vector("output_norm.weight", shape.width);
    if (!shape.tied) {
        const auto head = shape.mixed ? &WeightMaker::finerMatrix : &WeightMaker::matrix;
        (make.*head)("output.weight", shape.vocabulary, shape.width, 3.0F);
    }
    return writer;
}

} // namespace inference::testing
