// SPDX-License-Identifier: Apache-2.0
#include "inference/gguf/metadata_reader.h"

#include "inference/gguf/printable.h"

#include <fmt/format.h>

#include <algorithm>

namespace inference {

namespace {

using core::ErrorCode;
using core::Result;

bool isKeyCharacter(char c)
{
    return c > 0x20 && c < 0x7F && c != '/' && c != '\\';
}

Result<std::string_view> readKey(ByteCursor& cursor, std::uint64_t index)
{
    const FieldPath path{.list = "key", .index = index};
    const std::uint64_t at = cursor.offset();
    const auto key = TRY(cursor.text(path));
    if (key.empty() || key.size() > limits::keyBytesMax) {
        return failAt(ErrorCode::Corrupt, "E_KEY", path, at,
            fmt::format("{} is {} bytes long; a key has 1 to {} bytes.", path.text(), key.size(),
                limits::keyBytesMax));
    }
    if (!std::all_of(key.begin(), key.end(), isKeyCharacter)
        || key.find("..") != std::string_view::npos)
    {
        return failAt(ErrorCode::Corrupt, "E_KEY", path, at,
            fmt::format("{} is \"{}\"; a key is made of ASCII letters, digits and signs, without "
                        "spaces, slashes or two dots in a row.",
                path.text(), printable(key, 80)));
    }
    return key;
}

/// Bytes of one value of a type in the file; for a text, of its length.
std::uint64_t valueBytes(ValueType type)
{
    switch (type) {
    case ValueType::U8:
    case ValueType::I8:
    case ValueType::Bool:
        return 1;
    case ValueType::U16:
    case ValueType::I16:
        return 2;
    case ValueType::U32:
    case ValueType::I32:
    case ValueType::F32:
        return 4;
    default:
        return 8;
    }
}

Result<ValueType> readValueType(ByteCursor& cursor, const FieldPath& path)
{
    const std::uint64_t at = cursor.offset();
    const auto number = TRY(cursor.number<std::uint32_t>(path));
    if (number > static_cast<std::uint32_t>(ValueType::F64)) {
        return failAt(ErrorCode::Corrupt, "E_VALUE_TYPE", path, at,
            fmt::format("{} has value type {}; the format knows 0 to 12.", path.text(), number));
    }
    return static_cast<ValueType>(number);
}

Result<bool> readBool(ByteCursor& cursor, const FieldPath& path)
{
    const std::uint64_t at = cursor.offset();
    const auto byte = TRY(cursor.number<std::uint8_t>(path));
    if (byte > 1) {
        return failAt(ErrorCode::Corrupt, "E_BOOL", path, at,
            fmt::format("{} is {}; a truth value is 0 or 1.", path.text(), byte));
    }
    return byte == 1;
}

template <class Number, class Wide>
void takeNumbers(ByteCursor& cursor, std::uint64_t count, std::vector<Wide>& out)
{
    out.reserve(count);
    for (std::uint64_t i = 0; i < count; ++i) {
        out.push_back(static_cast<Wide>(cursor.take<Number>()));
    }
}

/// The caller has proven that `count` numbers are there.
void takeNumericItems(ByteCursor& cursor, std::uint64_t count, ArrayValue& array)
{
    switch (array.type) {
    case ValueType::U8:
        return takeNumbers<std::uint8_t>(cursor, count, array.unsignedIntegers);
    case ValueType::U16:
        return takeNumbers<std::uint16_t>(cursor, count, array.unsignedIntegers);
    case ValueType::U32:
        return takeNumbers<std::uint32_t>(cursor, count, array.unsignedIntegers);
    case ValueType::U64:
        return takeNumbers<std::uint64_t>(cursor, count, array.unsignedIntegers);
    case ValueType::I8:
        return takeNumbers<std::int8_t>(cursor, count, array.signedIntegers);
    case ValueType::I16:
        return takeNumbers<std::int16_t>(cursor, count, array.signedIntegers);
    case ValueType::I32:
        return takeNumbers<std::int32_t>(cursor, count, array.signedIntegers);
    case ValueType::I64:
        return takeNumbers<std::int64_t>(cursor, count, array.signedIntegers);
    case ValueType::F32:
        return takeNumbers<float>(cursor, count, array.floats);
    default:
        return takeNumbers<double>(cursor, count, array.floats);
    }
}

Result<void> readStringItems(
    ByteCursor& cursor, FieldPath path, std::uint64_t count, ArrayValue& array)
{
    TRY(cursor.spend(path, count * sizeof(std::string)));
    array.strings.reserve(count);
    for (std::uint64_t i = 0; i < count; ++i) {
        path.item = i;
        const auto text = TRY(cursor.text(path));
        TRY(cursor.spend(path, text.size()));
        array.strings.emplace_back(text);
    }
    return {};
}

Result<void> readBoolItems(
    ByteCursor& cursor, FieldPath path, std::uint64_t count, ArrayValue& array)
{
    array.unsignedIntegers.reserve(count);
    for (std::uint64_t i = 0; i < count; ++i) {
        path.item = i;
        array.unsignedIntegers.push_back(TRY(readBool(cursor, path)) ? 1 : 0);
    }
    return {};
}

Result<ArrayValue> readArray(ByteCursor& cursor, const FieldPath& path)
{
    ArrayValue array;
    const std::uint64_t at = cursor.offset();
    array.type = TRY(readValueType(cursor, path));
    if (array.type == ValueType::Array) {
        return failAt(ErrorCode::Unsupported, "E_ARRAY", path, at,
            fmt::format("{} is an array of arrays; only arrays of numbers, truth values and texts "
                        "are read.",
                path.text()));
    }
    const auto count = TRY(cursor.count(path, valueBytes(array.type)));
    if (array.type == ValueType::String) {
        TRY(readStringItems(cursor, path, count, array));
        return array;
    }
    TRY(cursor.spend(path, count * sizeof(std::uint64_t)));
    if (array.type == ValueType::Bool) {
        TRY(readBoolItems(cursor, path, count, array));
    } else {
        takeNumericItems(cursor, count, array);
    }
    return array;
}

template <class Number, class Wide>
Result<void> readNumber(ByteCursor& cursor, const FieldPath& path, Value& value)
{
    value.data = static_cast<Wide>(TRY(cursor.number<Number>(path)));
    return {};
}

Result<void> readString(ByteCursor& cursor, const FieldPath& path, Value& value)
{
    const auto text = TRY(cursor.text(path));
    TRY(cursor.spend(path, text.size()));
    value.data = std::string(text);
    return {};
}

Result<void> readData(ByteCursor& cursor, const FieldPath& path, Value& value)
{
    switch (value.type) {
    case ValueType::U8:
        return readNumber<std::uint8_t, std::uint64_t>(cursor, path, value);
    case ValueType::I8:
        return readNumber<std::int8_t, std::int64_t>(cursor, path, value);
    case ValueType::U16:
        return readNumber<std::uint16_t, std::uint64_t>(cursor, path, value);
    case ValueType::I16:
        return readNumber<std::int16_t, std::int64_t>(cursor, path, value);
    case ValueType::U32:
        return readNumber<std::uint32_t, std::uint64_t>(cursor, path, value);
    case ValueType::I32:
        return readNumber<std::int32_t, std::int64_t>(cursor, path, value);
    case ValueType::F32:
        return readNumber<float, double>(cursor, path, value);
    case ValueType::U64:
        return readNumber<std::uint64_t, std::uint64_t>(cursor, path, value);
    case ValueType::I64:
        return readNumber<std::int64_t, std::int64_t>(cursor, path, value);
    case ValueType::F64:
        return readNumber<double, double>(cursor, path, value);
    case ValueType::Bool:
        value.data = TRY(readBool(cursor, path));
        return {};
    case ValueType::String:
        return readString(cursor, path, value);
    case ValueType::Array:
        value.data = TRY(readArray(cursor, path));
        return {};
    }
    return {};
}

Result<void> readEntry(ByteCursor& cursor, std::uint64_t index, GgufHeader& header)
{
    const std::uint64_t keyOffset = cursor.offset();
    const auto key = TRY(readKey(cursor, index));
    const FieldPath path{.list = "kv", .index = index, .member = key};
    // Twice the key: it stands in the entry and in the index.
    TRY(cursor.spend(path, sizeof(MetadataEntry) + 2 * key.size() + sizeof(std::string)));
    if (!header.metadataIndex.try_emplace(std::string(key), header.metadata.size()).second) {
        return failAt(ErrorCode::Corrupt, "E_KEY", {.list = "key", .index = index}, keyOffset,
            fmt::format("The key \"{}\" stands twice in the file; each may stand once.", key));
    }
    MetadataEntry entry;
    entry.key = key;
    entry.value.type = TRY(readValueType(cursor, path));
    entry.value.offset = cursor.offset();
    TRY(readData(cursor, path, entry.value));
    header.metadata.push_back(std::move(entry));
    return {};
}

} // namespace

Result<void> readMetadata(ByteCursor& cursor, std::uint64_t count, GgufHeader& header)
{
    for (std::uint64_t i = 0; i < count; ++i) {
        TRY(readEntry(cursor, i, header));
    }
    return {};
}

} // namespace inference
