// SPDX-License-Identifier: Apache-2.0
#include "inference/gguf/tensor_reader.h"

#include "core/base/checked.h"
#include "core/text/utf8.h"
#include "inference/gguf/printable.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <numeric>

namespace inference {

namespace {

using core::ErrorCode;
using core::Result;

constexpr std::uint64_t signedMax = std::numeric_limits<std::int64_t>::max();

FieldPath tensorPath(std::uint64_t index, std::string_view member = {})
{
    return {.list = "tensor", .index = index, .member = member};
}

std::uint64_t alignUp(std::uint64_t value, std::uint64_t alignment)
{
    return (value + alignment - 1) & ~(alignment - 1);
}

bool isNameByte(char c)
{
    return static_cast<unsigned char>(c) >= 0x20 && c != 0x7F;
}

Result<std::string_view> readName(ByteCursor& cursor, std::uint64_t index)
{
    const FieldPath path = tensorPath(index, "name");
    const std::uint64_t at = cursor.offset();
    const auto name = TRY(cursor.text(path));
    if (name.empty() || name.size() > limits::tensorNameBytesMax) {
        return failAt(ErrorCode::Corrupt, "E_NAME", path, at,
            fmt::format("{} is {} bytes long; a tensor's name has 1 to {} bytes.", path.text(),
                name.size(), limits::tensorNameBytesMax));
    }
    if (!std::all_of(name.begin(), name.end(), isNameByte) || !core::isValidUtf8(name)) {
        return failAt(ErrorCode::Corrupt, "E_NAME", path, at,
            fmt::format("{} is \"{}\"; a tensor's name is UTF-8 without control characters.",
                path.text(), printable(name, 80)));
    }
    return name;
}

Result<void> readShape(ByteCursor& cursor, std::uint64_t index, TensorInfo& tensor)
{
    FieldPath path = tensorPath(index, "dims");
    const std::uint64_t at = cursor.offset();
    tensor.dimensions = TRY(cursor.number<std::uint32_t>(path));
    if (tensor.dimensions < 1 || tensor.dimensions > limits::dimensionsMax) {
        return failAt(ErrorCode::Corrupt, "E_DIMS", path, at,
            fmt::format("{} says {} dimensions; a tensor has 1 to {}.", path.text(),
                tensor.dimensions, limits::dimensionsMax));
    }
    std::uint64_t elements = 1;
    for (std::uint32_t d = 0; d < tensor.dimensions; ++d) {
        path.item = d;
        const std::uint64_t dimensionAt = cursor.offset();
        const auto size = TRY(cursor.number<std::uint64_t>(path));
        if (size == 0 || size > signedMax) {
            return failAt(ErrorCode::Corrupt, "E_DIMS", path, dimensionAt,
                fmt::format("{} is {}; a dimension is at least 1 and no negative number.",
                    path.text(), static_cast<std::int64_t>(size)));
        }
        const auto product = core::checkedMultiply(elements, size);
        if (!product || *product > signedMax) {
            return failAt(ErrorCode::Corrupt, "E_DIMS", path, dimensionAt,
                fmt::format(
                    "The dimensions up to {} multiply to more than 2^63 elements.", path.text()));
        }
        elements = *product;
        tensor.shape[d] = size;
    }
    return {};
}

Result<const TensorTypeLayout*> readType(ByteCursor& cursor, std::uint64_t index)
{
    const FieldPath path = tensorPath(index, "type");
    const std::uint64_t at = cursor.offset();
    const auto number = TRY(cursor.number<std::uint32_t>(path));
    const TensorTypeLayout* layout = tensorTypeLayout(number);
    if (layout == nullptr) {
        return failAt(ErrorCode::Unsupported, "E_TENSOR_TYPE", path, at,
            fmt::format("{} is {}, which is no known tensor type or one that was removed from the "
                        "format. Use a file in a current quantization.",
                path.text(), number));
    }
    return layout;
}

/// Bytes of the tensor's data, padded size proven to fit as well.
Result<std::uint64_t> sizeOf(std::uint64_t index, const TensorInfo& tensor,
    const TensorTypeLayout& layout, std::uint64_t alignment)
{
    if (tensor.shape[0] % layout.blockElements != 0) {
        return failAt(ErrorCode::Corrupt, "E_BLOCK", tensorPath(index, "dims"), tensor.headerOffset,
            fmt::format("tensor[{}] \"{}\" has rows of {} values; {} is stored in blocks of {}, so "
                        "a row must be a multiple of that.",
                index, printable(tensor.name, 80), tensor.shape[0], layout.name,
                layout.blockElements));
    }
    // readShape has proven the product of all dimensions to fit.
    const std::uint64_t elements = std::accumulate(
        tensor.shape.begin(), tensor.shape.end(), std::uint64_t{1}, std::multiplies<>());
    const auto bytes =
        core::checkedMultiply(elements / layout.blockElements, std::uint64_t{layout.blockBytes});
    if (!bytes || *bytes > signedMax || *bytes > signedMax - alignment) {
        return failAt(ErrorCode::Corrupt, "E_SIZE", tensorPath(index, "dims"), tensor.headerOffset,
            fmt::format("tensor[{}] \"{}\" has {} values of {}, more bytes than 64 bits count.",
                index, printable(tensor.name, 80), elements, layout.name));
    }
    return *bytes;
}

Result<std::uint64_t> readOffset(ByteCursor& cursor, std::uint64_t index, std::uint64_t alignment)
{
    const FieldPath path = tensorPath(index, "offset");
    const std::uint64_t at = cursor.offset();
    const auto offset = TRY(cursor.number<std::uint64_t>(path));
    if (offset % alignment != 0) {
        return failAt(ErrorCode::Corrupt, "E_OFFSET", path, at,
            fmt::format("{} is {}, which is no multiple of the file's alignment {}.", path.text(),
                offset, alignment));
    }
    return offset;
}

Result<TensorInfo> readTensor(ByteCursor& cursor, std::uint64_t index, GgufHeader& header)
{
    TensorInfo tensor;
    tensor.headerOffset = cursor.offset();
    tensor.name = TRY(readName(cursor, index));
    TRY(cursor.spend(tensorPath(index), sizeof(TensorInfo) + 2 * sizeof(std::string)));
    if (!header.tensorIndex.try_emplace(tensor.name, index).second) {
        return failAt(ErrorCode::Corrupt, "E_NAME", tensorPath(index, "name"), tensor.headerOffset,
            fmt::format("The tensor name \"{}\" stands twice in the file; each may stand once.",
                printable(tensor.name, 80)));
    }
    TRY(readShape(cursor, index, tensor));
    const TensorTypeLayout* layout = TRY(readType(cursor, index));
    tensor.type = layout->type;
    tensor.sizeBytes = TRY(sizeOf(index, tensor, *layout, header.alignment));
    tensor.offset = TRY(readOffset(cursor, index, header.alignment));
    return tensor;
}

Result<void> placeTensor(
    std::uint64_t index, TensorInfo& tensor, std::uint64_t dataStart, std::uint64_t fileBytes)
{
    const std::uint64_t dataBytes = fileBytes > dataStart ? fileBytes - dataStart : 0;
    const auto end = core::checkedAdd(tensor.offset, tensor.sizeBytes);
    if (!end || (tensor.offset >= dataBytes && tensor.offset != 0)) {
        return failAt(ErrorCode::Corrupt, "E_OFFSET", tensorPath(index, "offset"),
            tensor.headerOffset,
            fmt::format("tensor[{}] \"{}\" begins {} bytes into the data, which is {} bytes long.",
                index, printable(tensor.name, 80), tensor.offset, dataBytes));
    }
    if (*end > dataBytes) {
        return failAt(ErrorCode::Corrupt, "E_TRUNCATED", tensorPath(index), tensor.headerOffset,
            fmt::format("The file ends inside tensor[{}] \"{}\": it needs {} bytes and {} are "
                        "there. Download or copy the file again.",
                index, printable(tensor.name, 80), tensor.sizeBytes, dataBytes - tensor.offset));
    }
    tensor.offset += dataStart;
    return {};
}

Result<void> requireNoOverlap(const std::vector<TensorInfo>& tensors)
{
    std::vector<std::size_t> order(tensors.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
        [&](std::size_t a, std::size_t b) { return tensors[a].offset < tensors[b].offset; });
    for (std::size_t i = 1; i < order.size(); ++i) {
        const TensorInfo& before = tensors[order[i - 1]];
        const TensorInfo& tensor = tensors[order[i]];
        if (before.offset + before.sizeBytes > tensor.offset) {
            return failAt(ErrorCode::Corrupt, "E_OFFSET",
                tensorPath(std::max(order[i], order[i - 1]), "offset"), tensor.headerOffset,
                fmt::format("The tensors \"{}\" and \"{}\" overlap in the file.",
                    printable(before.name, 80), printable(tensor.name, 80)));
        }
    }
    return {};
}

/// A file ends right behind its last tensor or with the padding that follows it; anything between
/// means that it was cut.
Result<void> requireWholePadding(
    const GgufHeader& header, std::uint64_t headerEnd, std::uint64_t fileBytes)
{
    std::uint64_t end = headerEnd;
    for (const TensorInfo& tensor : header.tensors) {
        end = std::max(end, tensor.offset + tensor.sizeBytes);
    }
    const std::uint64_t padded = alignUp(end, header.alignment);
    if (fileBytes == end || fileBytes >= padded) {
        return {};
    }
    return failAt(ErrorCode::Corrupt, "E_TRUNCATED", {.list = "padding"}, end,
        fmt::format("The file ends inside the padding behind its last part: {} bytes are there and "
                    "{} are needed. Download or copy the file again.",
            fileBytes, padded));
}

} // namespace

Result<void> readTensors(ByteCursor& cursor, std::uint64_t count, GgufHeader& header)
{
    std::uint64_t sum = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
        auto tensor = TRY(readTensor(cursor, i, header));
        const std::uint64_t padded = alignUp(tensor.sizeBytes, header.alignment);
        if (padded > signedMax - sum) {
            return failAt(ErrorCode::Corrupt, "E_SIZE", tensorPath(i, "dims"), tensor.headerOffset,
                fmt::format("The tensors up to tensor[{}] \"{}\" take more bytes together than 63 "
                            "bits count.",
                    i, printable(tensor.name, 80)));
        }
        sum += padded;
        header.tensors.push_back(std::move(tensor));
    }
    return {};
}

Result<void> placeTensors(GgufHeader& header, std::uint64_t headerEnd, std::uint64_t fileBytes)
{
    const std::uint64_t dataStart = alignUp(headerEnd, header.alignment);
    for (std::size_t i = 0; i < header.tensors.size(); ++i) {
        TRY(placeTensor(i, header.tensors[i], dataStart, fileBytes));
    }
    TRY(requireNoOverlap(header.tensors));
    return requireWholePadding(header, headerEnd, fileBytes);
}

} // namespace inference
