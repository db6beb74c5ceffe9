// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "inference/gguf/tensor_info.h"
#include "inference/gguf/value.h"
#include "tests/inference/gguf/byte_builder.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace inference::testing {

/// Fills one row of a tensor with values; called once a row, in order.
using RowSource = std::function<void(std::uint64_t row, std::span<float> values)>;

/// Builds GGUF files of version 3. Keys and tensors stand in the order they were added.
class GgufWriter {
public:
    template <class Number>
    GgufWriter& number(std::string_view key, ValueType type, Number value)
    {
        begin(key, type).number(value);
        return *this;
    }
    GgufWriter& u32(std::string_view key, std::uint32_t value);
    GgufWriter& f32(std::string_view key, float value);
    GgufWriter& boolean(std::string_view key, bool value);
    GgufWriter& text(std::string_view key, std::string_view value);
    GgufWriter& texts(std::string_view key, std::span<const std::string> values);

    template <class Number>
    GgufWriter& numbers(std::string_view key, ValueType type, std::span<const Number> values)
    {
        ByteBuilder& out = begin(key, ValueType::Array);
        out.u32(static_cast<std::uint32_t>(type)).u64(values.size());
        for (const Number value : values) {
            out.number(value);
        }
        return *this;
    }

    /// `shape[0]` runs fastest. Rows are made when the file is written.
    GgufWriter& tensor(
        std::string_view name, TensorType type, std::vector<std::uint64_t> shape, RowSource rows);

    /// The whole file in memory.
    [[nodiscard]] std::vector<std::uint8_t> bytes() const;

    /// Writes the file row by row, so that models larger than memory can be made.
    [[nodiscard]] core::Result<void> write(const std::filesystem::path& path) const;

private:
    struct Tensor {
        std::string name;
        TensorType type;
        std::vector<std::uint64_t> shape;
        RowSource rows;
    };
    using Sink = std::function<bool(std::span<const std::uint8_t>)>;

    ByteBuilder& begin(std::string_view key, ValueType type);
    [[nodiscard]] std::vector<std::uint8_t> header() const;
    [[nodiscard]] bool emit(const Sink& sink) const;
    static bool emitTensor(const Tensor& tensor, const Sink& sink);

    std::uint64_t m_metadataCount = 0;
    ByteBuilder m_metadata;
    std::vector<Tensor> m_tensors;
};

} // namespace inference::testing
