// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <optional>

namespace core {

/// a + b, or nothing when it does not fit the type. For sizes that come from a file.
template <std::integral T>
constexpr std::optional<T> checkedAdd(T a, T b)
{
    T result{};
    return __builtin_add_overflow(a, b, &result) ? std::nullopt : std::optional<T>(result);
}

/// a * b, or nothing when it does not fit the type.
template <std::integral T>
constexpr std::optional<T> checkedMultiply(T a, T b)
{
    T result{};
    return __builtin_mul_overflow(a, b, &result) ? std::nullopt : std::optional<T>(result);
}

} // namespace core
