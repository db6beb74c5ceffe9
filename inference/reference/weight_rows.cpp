// SPDX-License-Identifier: Apache-2.0
#include "inference/reference/weight_rows.h"

#include "inference/reference/half_float.h"

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

/// Q8_0: blocks of a scale in F16 and 32 signed bytes.
void readQ8Row(const std::uint8_t* data, std::span<double> values)
{
    constexpr std::size_t blockElements = 32;
    constexpr std::size_t blockBytes = 2 + blockElements;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const std::uint8_t* block = data + i / blockElements * blockBytes;
        const double scale = halfToDouble(load<std::uint16_t>(block));
        values[i] = scale * load<std::int8_t>(block + 2 + i % blockElements);
    }
}

} // namespace

void readWeightRow(const WeightView& view, std::int64_t row, std::span<double> values)
{
    const std::uint8_t* data = view.data + row * view.rowBytes();
    if (view.type == TensorType::Q8_0) {
        readQ8Row(data, values);
        return;
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] = view.type == TensorType::F16 ? halfToDouble(load<std::uint16_t>(data + 2 * i))
                                                 : static_cast<double>(load<float>(data + 4 * i));
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
