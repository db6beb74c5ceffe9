// SPDX-License-Identifier: Apache-2.0
#include "resources/models/train/trainer/model_shape.h"

#include "resources/models/train/trainer/random_stream.h"

#include <fmt/format.h>

#include <cmath>

namespace train {

namespace {

constexpr double firstDeviation = 0.55;

class LayoutMaker {
public:
    explicit LayoutMaker(ParameterLayout& layout)
        : m_layout(layout)
    {
    }
    std::int64_t add(std::string name, std::int64_t rows, std::int64_t columns)
    {
        const std::int64_t offset = m_layout.size;
        m_layout.tensors.push_back({std::move(name), offset, rows, columns});
        m_layout.size += rows * columns;
        return offset;
    }

private:
    ParameterLayout& m_layout;
};

} // namespace

core::Result<void> ModelShape::check() const
{
    const auto refuse = [](std::string_view name, std::int64_t found, std::string_view allowed) {
        return core::fail(core::ErrorCode::InvalidInput,
            fmt::format("The shape has {} {}; {}.", name, found, allowed));
    };
    if (vocabulary < 2 || vocabulary > 65536) {
        return refuse("vocabulary", vocabulary, "2 to 65536 are allowed, ids have 16 bits");
    }
    if (headSize < 2 || headSize % 2 != 0) {
        return refuse("head-size", headSize, "it must be even and positive");
    }
    if (kvHeads < 1 || heads % kvHeads != 0) {
        return refuse("kv-heads", kvHeads, "it must divide the heads");
    }
    for (const auto& [name, value] : {std::pair{"width", width}, std::pair{"layers", layers},
             std::pair{"feed-forward", feedForward}, std::pair{"context", context}})
    {
        if (value < 1 || value > 65536) {
            return refuse(name, value, "1 to 65536 are allowed");
        }
    }
    return {};
}

ParameterLayout::ParameterLayout(const ModelShape& shape)
{
    LayoutMaker make(*this);
    embedding = make.add("token_embd.weight", shape.vocabulary, shape.width);
    for (std::int64_t i = 0; i < shape.layers; ++i) {
        const std::string block = fmt::format("blk.{}.", i);
        Layer layer{};
        layer.attentionNorm = make.add(block + "attn_norm.weight", 1, shape.width);
        layer.query = make.add(block + "attn_q.weight", shape.queryWidth(), shape.width);
        layer.key = make.add(block + "attn_k.weight", shape.keyWidth(), shape.width);
        layer.value = make.add(block + "attn_v.weight", shape.keyWidth(), shape.width);
        layer.output = make.add(block + "attn_output.weight", shape.width, shape.queryWidth());
        layer.feedForwardNorm = make.add(block + "ffn_norm.weight", 1, shape.width);
        layer.gate = make.add(block + "ffn_gate.weight", shape.feedForward, shape.width);
        layer.up = make.add(block + "ffn_up.weight", shape.feedForward, shape.width);
        layer.down = make.add(block + "ffn_down.weight", shape.width, shape.feedForward);
        layers.push_back(layer);
    }
    finalNorm = make.add("output_norm.weight", 1, shape.width);
}

std::vector<float> initialParameters(
    const ModelShape& shape, const ParameterLayout& layout, std::uint64_t seed)
{
    std::vector<float> values(static_cast<std::size_t>(layout.size), 1.0F);
    RandomStream random(seed);
    for (const Tensor& tensor : layout.tensors) {
        if (tensor.isVector()) {
            continue;
        }
        const bool endsBranch =
            tensor.name.ends_with("attn_output.weight") || tensor.name.ends_with("ffn_down.weight");
        double deviation = firstDeviation / std::sqrt(static_cast<double>(tensor.columns));
        deviation /= endsBranch ? std::sqrt(2.0 * static_cast<double>(shape.layers)) : 1.0;
        for (std::int64_t i = 0; i < tensor.size(); ++i) {
            values[static_cast<std::size_t>(tensor.offset + i)] =
                static_cast<float>(deviation * random.normal());
        }
    }
    return values;
}

} // namespace train
