// SPDX-License-Identifier: Apache-2.0
#include "tests/inference/gguf/byte_builder.h"
#include "tests/inference/gguf/malformed_files.h"

#include <limits>

namespace inference::testing {

namespace {

constexpr std::uint64_t largest = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t firstTensor = 24;

struct Tensor {
    std::string name = "t";
    std::vector<std::uint64_t> shape = {8};
    std::uint32_t type = 0; // F32
    std::uint64_t offset = 0;
    std::optional<std::uint32_t> dimensions = {}; ///< what the file says, when it lies
};

/// A file with these tensors and `dataBytes` zeros behind the padding.
std::vector<std::uint8_t> file(const std::vector<Tensor>& tensors, std::size_t dataBytes)
{
    ByteBuilder out;
    out.raw("GGUF").u32(3).u64(tensors.size()).u64(0);
    for (const Tensor& tensor : tensors) {
        out.text(tensor.name).u32(tensor.dimensions.value_or(tensor.shape.size()));
        for (const std::uint64_t size : tensor.shape) {
            out.u64(size);
        }
        out.u32(tensor.type).u64(tensor.offset);
    }
    return out.pad(32).raw(std::string(dataBytes, '\0')).take();
}

void addNames(std::vector<MalformedFile>& out)
{
    ByteBuilder endless;
    endless.raw("GGUF").u32(3).u64(1).u64(0).u64(largest).raw(std::string(64, 'n'));
    out.push_back({"46 name endless", endless.take(), "E_LENGTH", "tensor[0].name", firstTensor});
    for (const std::string& name : {std::string(), std::string(64, 'n'), std::string("a\0b", 3),
             std::string("a\x1B[1m"), std::string("\xC3\x28")})
    {
        out.push_back(
            {"47 name", file({{.name = name}}, 32), "E_NAME", "tensor[0].name", firstTensor});
    }
    out.push_back({"48 name twice", file({{}, {.offset = 32}}, 64), "E_NAME", "tensor[1].name",
        firstTensor + 33});
    ByteBuilder half;
    half.raw("GGUF").u32(3).u64(2).u64(0).text("t").u32(1).u64(8).u32(0).u64(0);
    half.text("u").u32(4).u64(1).raw(std::string(12, '\1'));
    out.push_back({"11 cut description", half.take(), "E_TRUNCATED", "tensor[1].dims[2]"});
}

void addDimensions(std::vector<MalformedFile>& out)
{
    constexpr std::uint64_t dimensionsAt = firstTensor + 9;
    for (const std::uint32_t count : {0U, 5U, 0xFFFFFFFFU}) {
        out.push_back({"49 dimensions", file({{.dimensions = count}}, 32), "E_DIMS",
            "tensor[0].dims", dimensionsAt});
    }
    out.push_back({"50 negative", file({{.shape = {largest}}}, 32), "E_DIMS", "tensor[0].dims[0]",
        dimensionsAt + 4});
    out.push_back({"51 zero", file({{.shape = {8, 0}}}, 32), "E_DIMS", "tensor[0].dims[1]",
        dimensionsAt + 12});
    out.push_back({"52 product wraps", file({{.shape = {1ULL << 32U, 1ULL << 32U}}}, 32), "E_DIMS",
        "tensor[0].dims[1]", dimensionsAt + 12});
}

void addSizes(std::vector<MalformedFile>& out)
{
    const std::string field = "tensor[0].dims";
    out.push_back({"53 padding wraps", file({{.shape = {largest / 4}}}, 32), "E_SIZE", field});
    out.push_back(
        {"54 size wraps small", file({{.shape = {(1ULL << 62U) + 8}}}, 32), "E_SIZE", field});
    out.push_back({"54 wraps to nothing", file({{.shape = {32, (1ULL << 57U)}, .type = 28}}, 32),
        "E_SIZE", field});
    const Tensor huge{.shape = {0x7FFFFFFFFFFFFFC0}, .type = 24};
    Tensor second = huge;
    second.name = "u";
    out.push_back({"55 sum wraps", file({huge, second}, 64), "E_SIZE", "tensor[1].dims"});
    out.push_back({"56 half a block", file({{.shape = {31}, .type = 2}}, 32), "E_BLOCK", field});
    out.push_back(
        {"56 part of a superblock", file({{.shape = {255}, .type = 12}}, 256), "E_BLOCK", field});
    for (const std::uint32_t type :
        {0xFFFFFFFFU, 40U, 1000U, 1U << 31U, 4U, 5U, 31U, 32U, 33U, 36U, 37U, 38U})
    {
        out.push_back({"57-58 type " + std::to_string(type), file({{.type = type}}, 32),
            "E_TENSOR_TYPE", "tensor[0].type", firstTensor + 21});
    }
}

void addPlaces(std::vector<MalformedFile>& out)
{
    const std::string field = "tensor[0].offset";
    out.push_back(
        {"60 not aligned", file({{.offset = 4}}, 64), "E_OFFSET", field, firstTensor + 25});
    out.push_back({"61 past the end", file({{.offset = 64}}, 64), "E_OFFSET", field});
    out.push_back({"61 end wraps", file({{.offset = largest - 31}}, 64), "E_OFFSET", field});
    out.push_back({"62 overlap", file({{}, {.name = "u", .shape = {16}}}, 64), "E_OFFSET",
        "tensor[1].offset"});
    std::vector<std::uint8_t> cut = file({{}}, 31);
    out.push_back({"64 cut by one", std::move(cut), "E_TRUNCATED", "tensor[0]"});
    out.push_back({"64 no data", file({{}}, 0), "E_TRUNCATED", "tensor[0]"});
    out.push_back({"64 cut padding", file({{.shape = {7}}}, 31), "E_TRUNCATED", "padding"});
}

} // namespace

std::vector<MalformedFile> malformedTensors()
{
    std::vector<MalformedFile> out;
    addNames(out);
    addDimensions(out);
    addSizes(out);
    addPlaces(out);
    return out;
}

} // namespace inference::testing
