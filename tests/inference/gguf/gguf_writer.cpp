// SPDX-License-Identifier: Apache-2.0
#include "tests/inference/gguf/gguf_writer.h"

#include "tests/inference/gguf/weight_encoder.h"

#include <algorithm>
#include <cstdio>
#include <memory>

namespace inference::testing {

namespace {

constexpr std::uint64_t alignment = 32;
constexpr std::size_t chunkBytes = std::size_t{1} << 20U;

std::uint64_t rowCount(std::span<const std::uint64_t> shape)
{
    std::uint64_t rows = 1;
    for (std::size_t d = 1; d < shape.size(); ++d) {
        rows *= shape[d];
    }
    return rows;
}

std::uint64_t storedBytes(TensorType type, std::span<const std::uint64_t> shape)
{
    const TensorTypeLayout* layout = tensorTypeLayout(static_cast<std::uint32_t>(type));
    return shape[0] / layout->blockElements * layout->blockBytes * rowCount(shape);
}

std::uint64_t alignUp(std::uint64_t value)
{
    return (value + alignment - 1) / alignment * alignment;
}

} // namespace

ByteBuilder& GgufWriter::begin(std::string_view key, ValueType type)
{
    ++m_metadataCount;
    return m_metadata.text(key).u32(static_cast<std::uint32_t>(type));
}

GgufWriter& GgufWriter::u32(std::string_view key, std::uint32_t value)
{
    return number(key, ValueType::U32, value);
}

GgufWriter& GgufWriter::f32(std::string_view key, float value)
{
    return number(key, ValueType::F32, value);
}

GgufWriter& GgufWriter::boolean(std::string_view key, bool value)
{
    return number(key, ValueType::Bool, static_cast<std::uint8_t>(value ? 1 : 0));
}

GgufWriter& GgufWriter::text(std::string_view key, std::string_view value)
{
    begin(key, ValueType::String).text(value);
    return *this;
}

GgufWriter& GgufWriter::texts(std::string_view key, std::span<const std::string> values)
{
    ByteBuilder& out = begin(key, ValueType::Array);
    out.u32(static_cast<std::uint32_t>(ValueType::String)).u64(values.size());
    for (const std::string& value : values) {
        out.text(value);
    }
    return *this;
}

GgufWriter& GgufWriter::tensor(
    std::string_view name, TensorType type, std::vector<std::uint64_t> shape, RowSource rows)
{
    m_tensors.push_back({std::string(name), type, std::move(shape), std::move(rows)});
    return *this;
}

std::vector<std::uint8_t> GgufWriter::header() const
{
    ByteBuilder out;
    out.raw("GGUF").u32(3).u64(m_tensors.size()).u64(m_metadataCount);
    out.raw({reinterpret_cast<const char*>(m_metadata.bytes().data()), m_metadata.size()});
    std::uint64_t offset = 0;
    for (const Tensor& tensor : m_tensors) {
        out.text(tensor.name).u32(static_cast<std::uint32_t>(tensor.shape.size()));
        for (const std::uint64_t size : tensor.shape) {
            out.u64(size);
        }
        out.u32(static_cast<std::uint32_t>(tensor.type)).u64(offset);
        offset = alignUp(offset + storedBytes(tensor.type, tensor.shape));
    }
    return out.pad(alignment).take();
}

bool GgufWriter::emitTensor(const Tensor& tensor, const Sink& sink)
{
    std::vector<float> values(tensor.shape[0]);
    std::vector<std::uint8_t> chunk;
    const std::uint64_t rows = rowCount(tensor.shape);
    for (std::uint64_t row = 0; row < rows; ++row) {
        tensor.rows(row, values);
        encodeRow(tensor.type, values, chunk);
        if (chunk.size() >= chunkBytes) {
            if (!sink(chunk)) {
                return false;
            }
            chunk.clear();
        }
    }
    const std::uint64_t stored = storedBytes(tensor.type, tensor.shape);
    chunk.resize(chunk.size() + (alignUp(stored) - stored));
    return sink(chunk);
}

bool GgufWriter::emit(const Sink& sink) const
{
    return sink(header())
        && std::all_of(m_tensors.begin(), m_tensors.end(),
            [&](const Tensor& tensor) { return emitTensor(tensor, sink); });
}

std::vector<std::uint8_t> GgufWriter::bytes() const
{
    std::vector<std::uint8_t> out;
    static_cast<void>(emit([&](std::span<const std::uint8_t> bytes) {
        out.insert(out.end(), bytes.begin(), bytes.end());
        return true;
    }));
    return out;
}

core::Result<void> GgufWriter::write(const std::filesystem::path& path) const
{
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(
        std::fopen(path.c_str(), "wb"), &std::fclose);
    const bool written = file && emit([&](std::span<const std::uint8_t> bytes) {
        return std::fwrite(bytes.data(), 1, bytes.size(), file.get()) == bytes.size();
    });
    if (!written || std::fflush(file.get()) != 0) {
        return core::fail(core::ErrorCode::Io, "cannot write " + path.string());
    }
    return {};
}

} // namespace inference::testing
