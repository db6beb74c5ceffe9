// SPDX-License-Identifier: Apache-2.0
#include "inference/gguf/value.h"

namespace inference {

std::size_t ArrayValue::size() const
{
    return unsignedIntegers.size() + signedIntegers.size() + floats.size() + strings.size();
}

std::optional<std::uint64_t> unsignedInteger(const Value& value)
{
    if (const auto* number = std::get_if<std::uint64_t>(&value.data)) {
        return *number;
    }
    const auto* number = std::get_if<std::int64_t>(&value.data);
    return number != nullptr && *number >= 0 ? std::optional(static_cast<std::uint64_t>(*number))
                                             : std::nullopt;
}

std::string_view valueTypeName(ValueType type)
{
    constexpr std::array<std::string_view, 13> names{"u8", "i8", "u16", "i16", "u32", "i32", "f32",
        "bool", "string", "array", "u64", "i64", "f64"};
    const auto number = static_cast<std::size_t>(type);
    return number < names.size() ? names[number] : "unknown";
}

} // namespace inference
