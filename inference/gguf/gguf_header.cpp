// SPDX-License-Identifier: Apache-2.0
#include "inference/gguf/gguf_header.h"

#include "inference/gguf/metadata_reader.h"
#include "inference/gguf/printable.h"
#include "inference/gguf/tensor_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace inference {

namespace {

using core::ErrorCode;
using core::Result;

constexpr std::uint32_t fourCharacters(const char (&text)[5])
{
    return static_cast<std::uint32_t>(text[0]) | (static_cast<std::uint32_t>(text[1]) << 8U)
        | (static_cast<std::uint32_t>(text[2]) << 16U)
        | (static_cast<std::uint32_t>(text[3]) << 24U);
}

constexpr std::uint32_t ggufMagic = fourCharacters("GGUF");

/// The first words of GGUF's forerunners, as numbers of a little-endian file.
constexpr std::array oldMagics{fourCharacters("ggml"), fourCharacters("lmgg"),
    fourCharacters("ggmf"), fourCharacters("fmgg"), fourCharacters("ggjt"), fourCharacters("tjgg"),
    fourCharacters("ggla"), fourCharacters("algg")};

Result<void> readMagic(ByteCursor& cursor)
{
    const FieldPath path{.list = "magic"};
    const auto magic = TRY(cursor.number<std::uint32_t>(path));
    if (magic == ggufMagic) {
        return {};
    }
    std::array<char, 4> bytes{};
    std::memcpy(bytes.data(), &magic, bytes.size());
    const std::string found = printable({bytes.data(), bytes.size()}, 40);
    if (std::find(oldMagics.begin(), oldMagics.end(), magic) != oldMagics.end()) {
        return failAt(ErrorCode::Unsupported, "E_OLD_FORMAT", path, 0,
            fmt::format("The file begins with \"{}\": a format from before GGUF, which is not "
                        "read. Get the model as a GGUF file.",
                found));
    }
    return failAt(ErrorCode::Corrupt, "E_MAGIC", path, 0,
        fmt::format("The file begins with \"{}\" instead of \"GGUF\": it is no GGUF file.", found));
}

Result<void> readVersion(ByteCursor& cursor, GgufHeader& header)
{
    const FieldPath path{.list = "version"};
    const std::uint64_t at = cursor.offset();
    const auto version = TRY(cursor.number<std::uint32_t>(path));
    const std::uint32_t swapped = __builtin_bswap32(version);
    if (version > limits::versionMax && swapped >= 1 && swapped <= limits::versionMax) {
        return failAt(ErrorCode::Unsupported, "E_ENDIAN", path, at,
            fmt::format("The file is GGUF version {} for big-endian machines. Get the "
                        "little-endian file.",
                swapped));
    }
    if (version < limits::versionMin || version > limits::versionMax) {
        const auto code = version == 0 ? ErrorCode::Corrupt : ErrorCode::Unsupported;
        return failAt(code, "E_VERSION", path, at,
            fmt::format("The file says GGUF version {}, {}; versions {} to {} are read.", version,
                version > limits::versionMax ? "newer than this program" : "which is not supported",
                limits::versionMin, limits::versionMax));
    }
    header.version = version;
    return {};
}

tl::unexpected<core::Error> failAlignment(
    std::string_view detail, std::size_t index, const Value& value, const std::string& found)
{
    return failAt(ErrorCode::Corrupt, detail,
        {.list = "kv", .index = index, .member = "general.alignment"}, value.offset,
        fmt::format("general.alignment is {}; it must be an unsigned 32-bit power of two between "
                    "{} and {}.",
            found, limits::alignmentMin, limits::alignmentMax));
}

Result<void> readAlignment(GgufHeader& header)
{
    const auto found = header.metadataIndex.find(std::string_view("general.alignment"));
    if (found == header.metadataIndex.end()) {
        return {};
    }
    const Value& value = header.metadata[found->second].value;
    if (value.type != ValueType::U32) {
        return failAlignment("E_TYPE", found->second, value,
            fmt::format("of value type {}", static_cast<std::uint32_t>(value.type)));
    }
    const std::uint64_t alignment = std::get<std::uint64_t>(value.data);
    if (!std::has_single_bit(alignment) || alignment < limits::alignmentMin
        || alignment > limits::alignmentMax)
    {
        return failAlignment("E_ALIGN", found->second, value, fmt::format("{}", alignment));
    }
    header.alignment = alignment;
    return {};
}

/// A model cut into several files: one of them alone cannot be used.
Result<void> refuseParts(const GgufHeader& header)
{
    for (const std::string_view key : {"split.count", "split.no"}) {
        const auto found = header.metadataIndex.find(key);
        if (found == header.metadataIndex.end()) {
            continue;
        }
        const Value& value = header.metadata[found->second].value;
        const auto number = unsignedInteger(value);
        // Tools that join the parts again leave a count of 0 or 1 behind.
        if (!number || *number > (key == "split.count" ? 1U : 0U)) {
            return failAt(ErrorCode::Unsupported, "E_SPLIT",
                {.list = "kv", .index = found->second, .member = key}, value.offset,
                "The file is one part of a model that was split into several. Join the parts into "
                "one file first (gguf-split --merge), or get the model as one file.");
        }
    }
    return {};
}

} // namespace

Result<GgufHeader> readGgufHeader(std::span<const std::uint8_t> bytes)
{
    ByteCursor cursor(bytes, limits::metadataBytesMax);
    GgufHeader header;
    TRY(readMagic(cursor));
    TRY(readVersion(cursor, header));
    const auto tensorCount = TRY(cursor.count({.list = "n_tensors"}, tensorInfoBytesMin));
    const auto metadataCount = TRY(cursor.count({.list = "n_kv"}, metadataEntryBytesMin));
    TRY(readMetadata(cursor, metadataCount, header));
    TRY(readAlignment(header));
    TRY(refuseParts(header));
    TRY(readTensors(cursor, tensorCount, header));
    TRY(placeTensors(header, cursor.offset(), bytes.size()));
    return header;
}

} // namespace inference
