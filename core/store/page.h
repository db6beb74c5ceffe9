// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <iterator>
#include <utility>
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

/// A page from what a query with `LIMIT limit + 1` gave: the row too many says that more follow.
template <class T>
Page<T> cutPage(std::vector<T> rows, std::int64_t limit)
{
    Page<T> page{.data = std::move(rows), .hasMore = false};
    if (std::ssize(page.data) > limit) {
        page.data.resize(static_cast<std::size_t>(limit));
        page.hasMore = true;
    }
    return page;
}

} // namespace core
