// SPDX-License-Identifier: Apache-2.0
#include "tests/inference/gguf/byte_builder.h"
#include "tests/inference/gguf/malformed_files.h"

#include <limits>

namespace inference::testing {

namespace {

constexpr std::uint64_t largest = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t firstKey = 24; // magic, version and two counts are before it

/// A file with these counts and this behind them.
std::vector<std::uint8_t> file(std::uint64_t tensors, std::uint64_t entries, ByteBuilder rest = {})
{
    ByteBuilder out;
    out.raw("GGUF").u32(3).u64(tensors).u64(entries);
    return out.raw({reinterpret_cast<const char*>(rest.bytes().data()), rest.size()}).take();
}

std::vector<std::uint8_t> bytes(std::string_view text)
{
    return ByteBuilder().raw(text).take();
}

std::vector<std::uint8_t> versioned(std::uint32_t version)
{
    return ByteBuilder().raw("GGUF").u32(version).u64(0).u64(0).take();
}

/// A file whose one key is `key` with a number.
std::vector<std::uint8_t> keyed(std::string_view key)
{
    return file(0, 1, ByteBuilder().text(key).u32(4).u32(7));
}

/// A file with the key "k" and a value of this type and content: the type stands at firstKey + 9.
std::vector<std::uint8_t> valued(std::uint32_t type, const ByteBuilder& content)
{
    ByteBuilder rest;
    rest.text("k").u32(type);
    return file(
        0, 1, rest.raw({reinterpret_cast<const char*>(content.bytes().data()), content.size()}));
}

std::vector<std::uint8_t> aligned(std::uint32_t alignment)
{
    return file(0, 1, ByteBuilder().text("general.alignment").u32(4).u32(alignment));
}

void addHeads(std::vector<MalformedFile>& out)
{
    out.push_back({"1 empty", {}, "E_TRUNCATED", "magic", 0});
    out.push_back({"2 magic only", bytes("GGUF"), "E_TRUNCATED", "version", 4});
    out.push_back({"3 other magic", bytes("FUGG1234"), "E_MAGIC", "magic", 0});
    out.push_back({"4 ggjt", bytes("tjgg1234"), "E_OLD_FORMAT", "magic", 0});
    out.push_back({"4 ggml", bytes("ggml1234"), "E_OLD_FORMAT", "magic", 0});
    out.push_back({"5 version 0", versioned(0), "E_VERSION", "version", 4});
    out.push_back({"6 version 1", versioned(1), "E_VERSION", "version", 4});
    out.push_back({"7 other endian", versioned(0x03000000), "E_ENDIAN", "version", 4});
    out.push_back({"8 version 4", versioned(4), "E_VERSION", "version", 4});
    out.push_back({"8 version max", versioned(0xFFFFFFFF), "E_VERSION", "version", 4});
    out.push_back({"9 tensors max", file(largest, 0), "E_COUNT", "n_tensors", 8});
    out.push_back({"10 tensors 2^63-1", file(largest / 2, 0), "E_COUNT", "n_tensors", 8});
    out.push_back({"10 tensors wrap", file(largest / 88 + 1, 0), "E_COUNT", "n_tensors", 8});
    out.push_back({"13 entries max", file(0, largest), "E_COUNT", "n_kv", 16});
    out.push_back({"13 entries 2^40", file(0, 1ULL << 40U), "E_COUNT", "n_kv", 16});
    ByteBuilder one;
    one.text("k").u32(4).u32(7);
    const ByteBuilder padded = ByteBuilder(one).pad(64);
    out.push_back({"14 one entry too many", file(0, 2, padded), "E_KEY", "key[1]", firstKey + 17});
}

void addKeys(std::vector<MalformedFile>& out)
{
    const ByteBuilder endless = ByteBuilder().u64(largest).raw("0123456789");
    out.push_back({"15 key endless", file(0, 1, endless), "E_LENGTH", "key[0]", firstKey});
    out.push_back({"16 key empty", keyed(""), "E_KEY", "key[0]", firstKey});
    out.push_back({"17 key long", keyed(std::string(65536, 'k')), "E_KEY", "key[0]", firstKey});
    for (const std::string_view key : {std::string_view("a\0b", 3), std::string_view("\xC3\x28"),
             std::string_view("a\nb"), std::string_view("../b"), std::string_view("a b")})
    {
        out.push_back({"18 key characters", keyed(key), "E_KEY", "key[0]", firstKey});
    }
    ByteBuilder twice;
    twice.text("k").u32(4).u32(7).text("k").u32(4).u32(7);
    out.push_back({"19 key twice", file(0, 2, twice), "E_KEY", "key[1]", firstKey + 17});
}

void addValues(std::vector<MalformedFile>& out)
{
    constexpr std::uint64_t typeAt = firstKey + 9;
    constexpr std::uint64_t valueAt = typeAt + 4;
    for (const std::uint32_t type : {13U, 255U, 0xFFFFFFFFU}) {
        out.push_back({"20 value type", valued(type, ByteBuilder().u64(0)), "E_VALUE_TYPE",
            "kv[0].k", typeAt});
    }
    out.push_back({"21 text one too long", valued(8, ByteBuilder().u64(4).raw("abc")), "E_LENGTH",
        "kv[0].k", valueAt});
    out.push_back({"22 text wraps", valued(8, ByteBuilder().u64(largest).raw("abc")), "E_LENGTH",
        "kv[0].k", valueAt});
    out.push_back(
        {"23 bool 2", valued(7, ByteBuilder().raw("\x02")), "E_BOOL", "kv[0].k", valueAt});
    out.push_back(
        {"23 bool 255", valued(7, ByteBuilder().raw("\xFF")), "E_BOOL", "kv[0].k", valueAt});
    out.push_back({"23 bool in array", valued(9, ByteBuilder().u32(7).u64(2).raw("\x01\x02")),
        "E_BOOL", "kv[0].k[1]", valueAt + 13});
    out.push_back(
        {"cut value", valued(4, ByteBuilder().raw("ab")), "E_TRUNCATED", "kv[0].k", valueAt});
}

void addArrays(std::vector<MalformedFile>& out)
{
    constexpr std::uint64_t itemTypeAt = firstKey + 13;
    constexpr std::uint64_t countAt = itemTypeAt + 4;
    ByteBuilder nested;
    for (int depth = 0; depth < 10000; ++depth) {
        nested.u32(9).u64(1);
    }
    out.push_back({"24 nested", valued(9, ByteBuilder().u32(9).u64(1).u32(4).u64(0)), "E_ARRAY",
        "kv[0].k", itemTypeAt});
    out.push_back({"24 nested deep", valued(9, nested), "E_ARRAY", "kv[0].k", itemTypeAt});
    out.push_back({"25 item type", valued(9, ByteBuilder().u32(13).u64(0)), "E_VALUE_TYPE",
        "kv[0].k", itemTypeAt});
    out.push_back({"26 count wraps", valued(9, ByteBuilder().u32(10).u64(1ULL << 61U).u64(0)),
        "E_COUNT", "kv[0].k", countAt});
    ByteBuilder texts;
    texts.u32(8).u64(1ULL << 30U).raw(std::string(1024, '\0'));
    out.push_back({"27 a billion texts", valued(9, texts), "E_COUNT", "kv[0].k", countAt});
    out.push_back(
        {"28 item too long", valued(9, ByteBuilder().u32(8).u64(2).text("ab").u64(99).raw("c")),
            "E_LENGTH", "kv[0].k[1]", countAt + 8 + 10});
}

void addAlignments(std::vector<MalformedFile>& out)
{
    constexpr std::uint64_t valueAt = firstKey + 8 + 17 + 4;
    const std::string field = "kv[0].general.alignment";
    for (const std::uint32_t alignment : {0U, 3U, 13U, 1U, 1U << 31U, 1U << 21U}) {
        out.push_back({"29-31 alignment", aligned(alignment), "E_ALIGN", field, valueAt});
    }
    out.push_back(
        {"32 alignment i32", file(0, 1, ByteBuilder().text("general.alignment").u32(5).u32(32)),
            "E_TYPE", field, valueAt});
    out.push_back(
        {"32 alignment text", file(0, 1, ByteBuilder().text("general.alignment").u32(8).text("32")),
            "E_TYPE", field, valueAt});
    out.push_back({"83 part of a split model",
        file(0, 1, ByteBuilder().text("split.count").u32(2).number<std::uint16_t>(65535)),
        "E_SPLIT", "kv[0].split.count"});
    out.push_back({"83 part number",
        file(0, 1, ByteBuilder().text("split.no").u32(2).number<std::uint16_t>(1)), "E_SPLIT",
        "kv[0].split.no"});
}

} // namespace

std::vector<MalformedFile> malformedMetadata()
{
    std::vector<MalformedFile> out;
    addHeads(out);
    addKeys(out);
    addValues(out);
    addArrays(out);
    addAlignments(out);
    return out;
}

} // namespace inference::testing
