// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace inference {

/// How good a message is as the first one that is kept.
enum class WindowStart {
    Question, ///< a person's words: the best
    Possible, ///< an answer
    Never, ///< a tool's answer, which needs the call before it
};

/// A message as the window sees it.
struct WindowMessage {
    std::int64_t tokens = 0;
    WindowStart start = WindowStart::Question;
};

/// Which messages fit into `budget` tokens: the index of the first one that is kept, or nothing
/// when not even the last one fits. When messages must go, as many go as free `slack` tokens, so
/// that the prompt keeps its beginning for several turns. The choice for a conversation follows
/// from the messages alone: with more messages behind, the earlier choices are made again as they
/// were.
std::optional<std::size_t> chooseWindow(
    std::span<const WindowMessage> messages, std::int64_t budget, std::int64_t slack);

} // namespace inference
