// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/context_window.h"

#include <numeric>

namespace inference {

namespace {

std::int64_t tokensOf(std::span<const WindowMessage> messages)
{
    return std::accumulate(messages.begin(), messages.end(), std::int64_t{0},
        [](std::int64_t sum, const WindowMessage& message) { return sum + message.tokens; });
}

/// The first message behind `first` that may begin a window of at most `target` tokens.
std::optional<std::size_t> firstThatFits(std::span<const WindowMessage> messages, std::size_t first,
    std::int64_t target, WindowStart worstStart)
{
    std::int64_t sum = tokensOf(messages.subspan(first));
    for (std::size_t i = first; i < messages.size(); ++i) {
        if (sum <= target && messages[i].start <= worstStart) {
            return i;
        }
        sum -= messages[i].tokens;
    }
    return std::nullopt;
}

/// The new beginning once messages have outgrown the budget.
std::optional<std::size_t> advance(std::span<const WindowMessage> messages, std::size_t first,
    std::int64_t budget, std::int64_t slack)
{
    for (const WindowStart start : {WindowStart::Question, WindowStart::Possible}) {
        if (const auto found = firstThatFits(messages, first, budget - slack, start)) {
            return found;
        }
    }
    // No window frees that much: the smallest that can stand on its own will do.
    for (std::size_t last = messages.size(); last > first; --last) {
        const bool stands = messages[last - 1].start != WindowStart::Never;
        if (stands && tokensOf(messages.subspan(last - 1)) <= budget) {
            return last - 1;
        }
    }
    return messages.back().tokens <= budget ? std::optional(messages.size() - 1) : std::nullopt;
}

} // namespace

std::optional<std::size_t> chooseWindow(
    std::span<const WindowMessage> messages, std::int64_t budget, std::int64_t slack)
{
    std::size_t first = 0;
    std::int64_t sum = 0;
    for (std::size_t count = 1; count <= messages.size(); ++count) {
        sum += messages[count - 1].tokens;
        if (sum <= budget) {
            continue;
        }
        const auto next = advance(messages.first(count), first, budget, slack);
        if (!next && count == messages.size()) {
            return std::nullopt;
        }
        first = next.value_or(count); // one too long by itself goes, too
        sum = tokensOf(messages.first(count).subspan(first));
    }
    return first;
}

} // namespace inference
