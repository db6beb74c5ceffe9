// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace inference {

/// Value types by their number in the file.
enum class ValueType : std::uint32_t {
    U8 = 0,
    I8 = 1,
    U16 = 2,
    I16 = 3,
    U32 = 4,
    I32 = 5,
    F32 = 6,
    Bool = 7,
    String = 8,
    Array = 9,
    U64 = 10,
    I64 = 11,
    F64 = 12,
};

/// An array of one type. Integers are widened to 64 bits, floats to double; the type they had in
/// the file stays in `type`. Only the vector that belongs to the type is filled.
struct ArrayValue {
    ValueType type = ValueType::U8;
    std::vector<std::uint64_t> unsignedIntegers; ///< U8, U16, U32, U64, Bool
    std::vector<std::int64_t> signedIntegers; ///< I8, I16, I32, I64
    std::vector<double> floats; ///< F32, F64
    std::vector<std::string> strings; ///< String; bytes as in the file, not yet checked as UTF-8
    [[nodiscard]] std::size_t size() const;
};

/// A metadata value; the variant holds unsigned, signed, floating, bool, text or array.
struct Value {
    ValueType type = ValueType::U8;
    std::variant<std::uint64_t, std::int64_t, double, bool, std::string, ArrayValue> data;
    std::uint64_t offset = 0; ///< of the value in the file, for errors
};

/// The value when it is an integer of any width and not negative.
std::optional<std::uint64_t> unsignedInteger(const Value& value);

/// The name of a type for people: "u32", "string".
std::string_view valueTypeName(ValueType type);

struct MetadataEntry {
    std::string key;
    Value value;
};

} // namespace inference
