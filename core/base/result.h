// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/error.h"

#include <tl/expected.hpp>

#include <string>
#include <utility>

namespace core {

/// A value or an Error. The members are those of std::expected, so that it can take its place.
template <class T>
using Result = tl::expected<T, Error>;

/// The failing half of a Result: `return fail(ErrorCode::NotFound, "No agent is named 'x'.");`
inline tl::unexpected<Error> fail(ErrorCode code, std::string message)
{
    return tl::unexpected<Error>(Error{.code = code, .message = std::move(message)});
}

/// The failing half of a Result from an Error that exists already.
inline tl::unexpected<Error> fail(Error error)
{
    return tl::unexpected<Error>(std::move(error));
}

} // namespace core

#define HOLDFAST_JOIN_(a, b) a##b
#define HOLDFAST_JOIN(a, b) HOLDFAST_JOIN_(a, b)
#define HOLDFAST_TRY(expression, result)                                                           \
    __extension__({                                                                                \
        auto result = (expression);                                                                \
        if (!result) [[unlikely]] {                                                                \
            return ::tl::unexpected<::core::Error>(std::move(result).error());                     \
        }                                                                                          \
        ::core::detail::takeValue(std::move(result));                                              \
    })

/// Takes the value of a Result, or returns its error from the enclosing function.
/// `auto file = TRY(openFile(path));` A Result<void> is checked by `TRY(save());`
/// A statement expression, because C++20 has no other form that yields a value; g++ and clang
/// both compile it, and __extension__ keeps -Wpedantic quiet. The counter lets TRY nest.
#define TRY(expression) HOLDFAST_TRY(expression, HOLDFAST_JOIN(tryResult, __COUNTER__))

namespace core::detail {

template <class T>
T takeValue(tl::expected<T, Error>&& result)
{
    return std::move(result).value();
}

inline void takeValue(tl::expected<void, Error>&&) { }

} // namespace core::detail
