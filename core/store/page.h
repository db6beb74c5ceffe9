// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace core {

inline constexpr std::int64_t pageSizeDefault = 50;
inline constexpr std::int64_t pageSizeMax = 500;

/// One page of a list, in the list's order.
template <class T>
struct Page {
    std::vector<T> data;
    bool hasMore = false; ///< more rows follow the last one
};

} // namespace core
