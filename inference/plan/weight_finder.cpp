// SPDX-License-Identifier: Apache-2.0
#include "inference/plan/weight_finder.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

namespace inference {

using core::Error;
using core::ErrorCode;
using core::fail;
using core::Result;

namespace {

constexpr std::uint32_t vectorDimensions = 1;
constexpr std::uint32_t matrixDimensions = 2;

// Norms and biases are always written as plain numbers.
constexpr std::array vectorTypes{TensorType::F32, TensorType::F16, TensorType::BF16};
constexpr std::array matrixTypes{TensorType::F32, TensorType::F16, TensorType::BF16,
    TensorType::Q8_0, TensorType::Q4_0, TensorType::Q4_K, TensorType::Q5_K, TensorType::Q6_K};

std::span<const TensorType> typesFor(std::uint32_t dimensions)
{
    if (dimensions == vectorDimensions) {
        return vectorTypes;
    }
    return matrixTypes;
}

bool canCompute(TensorType type, std::uint32_t dimensions)
{
    const auto types = typesFor(dimensions);
    return std::find(types.begin(), types.end(), type) != types.end();
}

std::string typeNames(std::uint32_t dimensions)
{
    std::string names;
    for (const TensorType type : typesFor(dimensions)) {
        names += names.empty() ? "" : ", ";
        names += tensorTypeLayout(static_cast<std::uint32_t>(type))->name;
    }
    return names;
}

std::string shapeText(const TensorInfo& tensor)
{
    std::string text;
    for (std::uint32_t i = 0; i < tensor.dimensions; ++i) {
        text += fmt::format("{}{}", i == 0 ? "" : " x ", tensor.shape.at(i));
    }
    return text;
}

std::string expectedText(std::int64_t rows, std::int64_t columns, std::uint32_t dimensions)
{
    return dimensions == vectorDimensions ? std::to_string(columns)
                                          : fmt::format("{} x {}", columns, rows);
}

} // namespace

Error WeightFinder::errorAt(
    std::string_view name, std::string_view member, std::string detail, std::string message) const
{
    const bool unsupported = detail == "E_TENSOR_TYPE" || detail == "E_ARCH";
    Error error{
        .code = unsupported ? ErrorCode::Unsupported : ErrorCode::Corrupt,
        .message = std::move(message),
        .detail = std::move(detail),
        .field = std::string(name),
    };
    if (const TensorInfo* tensor = m_file.findTensor(name)) {
        error.field = fmt::format("tensor[{}].{}", tensor - m_file.tensors().data(), member);
        error.byteOffset = tensor->headerOffset;
    }
    return error;
}

Result<WeightView> WeightFinder::view(const TensorInfo& tensor, std::int64_t rows,
    std::int64_t columns, std::uint32_t dimensions) const
{
    // A vector may be written as a matrix of one row.
    const bool shapeFits = tensor.shape[0] == static_cast<std::uint64_t>(columns)
        && tensor.shape[1] == static_cast<std::uint64_t>(rows) && tensor.shape[2] == 1
        && tensor.shape[3] == 1;
    if (!shapeFits) {
        return fail(errorAt(tensor.name, "dims", "E_SHAPE",
            fmt::format("The tensor '{}' has shape {}; the model's numbers demand {}. The file is "
                        "damaged or made by a faulty converter.",
                tensor.name, shapeText(tensor), expectedText(rows, columns, dimensions))));
    }
    if (!canCompute(tensor.type, dimensions)) {
        const auto* layout = tensorTypeLayout(static_cast<std::uint32_t>(tensor.type));
        return fail(errorAt(tensor.name, "type", "E_TENSOR_TYPE",
            fmt::format("The tensor '{}' is of type {}; this version computes {} in {}. Use a file "
                        "of the model in one of these types.",
                tensor.name, layout != nullptr ? layout->name : "unknown",
                dimensions == vectorDimensions ? "vectors" : "matrices", typeNames(dimensions))));
    }
    return WeightView{
        .type = tensor.type, .rows = rows, .columns = columns, .data = m_file.bytes(tensor).data()};
}

Result<WeightView> WeightFinder::matrix(
    std::string_view name, std::int64_t rows, std::int64_t columns) const
{
    const TensorInfo* tensor = m_file.findTensor(name);
    if (tensor == nullptr) {
        return fail(errorAt(name, "", "E_TENSOR_MISSING",
            fmt::format("The tensor '{}' is missing; the model cannot be computed without. The "
                        "file is incomplete.",
                name)));
    }
    return view(*tensor, rows, columns, matrixDimensions);
}

Result<WeightView> WeightFinder::vector(std::string_view name, std::int64_t size) const
{
    if (m_file.findTensor(name) == nullptr) {
        return matrix(name, 1, size); // for its error
    }
    return optionalVector(name, size);
}

Result<WeightView> WeightFinder::optionalVector(std::string_view name, std::int64_t size) const
{
    const TensorInfo* tensor = m_file.findTensor(name);
    return tensor == nullptr ? WeightView{} : view(*tensor, 1, size, vectorDimensions);
}

Result<void> WeightFinder::refuse(std::string_view name) const
{
    if (m_file.findTensor(name) == nullptr) {
        return {};
    }
    return fail(errorAt(name, "name", "E_ARCH",
        fmt::format("The tensor '{}' belongs to a kind of llama model that this version does not "
                    "compute. Use another model.",
            name)));
}

} // namespace inference
