// SPDX-License-Identifier: Apache-2.0
#include "inference/reference/weight_rows.h"

#include "inference/reference/block_decoder.h"
#include "inference/reference/half_float.h"

#include <bit>
#include <cstring>

namespace inference {

namespace {

template <class Number>
Number load(const std::uint8_t* bytes)
{
    Number number{};
    std::memcpy(&number, bytes, sizeof number);
    return number;
}

/// One value of a type that is not written in blocks.
double readNumber(TensorType type, const std::uint8_t* row, std::size_t index)
{
    switch (type) {
    case TensorType::F16:
        return halfToDouble(load<std::uint16_t>(row + 2 * index));
    case TensorType::BF16:
        return std::bit_cast<float>(std::uint32_t{load<std::uint16_t>(row + 2 * index)} << 16);
    default:
        return load<float>(row + 4 * index);
    }
}

} // namespace

void readWeightRow(const WeightView& view, std::int64_t row, std::span<double> values)
{
    const std::uint8_t* data = view.data + row * view.rowBytes();
    if (const BlockDecoder decode = blockDecoder(view.type)) {
        const TensorTypeLayout& layout = *tensorTypeLayout(static_cast<std::uint32_t>(view.type));
        for (std::size_t at = 0; at < values.size(); at += layout.blockElements) {
            decode(data, values.subspan(at, layout.blockElements));
            data += layout.blockBytes;
        }
        return;
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] = readNumber(view.type, data, i);
    }
}

std::vector<double> readWeightVector(const WeightView& view)
{
    std::vector<double> values;
    if (view.present()) {
        values.resize(static_cast<std::size_t>(view.columns));
        readWeightRow(view, 0, values);
    }
    return values;
}

} // namespace inference
