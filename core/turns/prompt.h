// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/agents/agent.h"
#include "core/base/clock.h"
#include "core/memory/memory_block.h"
#include "core/model/language_model.h"
#include "core/policy/label.h"
#include "core/sessions/item.h"

#include <span>
#include <string>
#include <vector>

namespace core {

/// What a model reads in one call, and how far that can be trusted.
struct Prompt {
    std::vector<ModelMessage> messages;
    Label label; ///< of everything in `messages`; what the model writes has this label
};

/// Puts what changes rarely first, so that the prefix stays equal from call to call: instructions,
/// then memory blocks (by label), then the items in order. A message and the calls of the same
/// answer are one assistant message, and the reasoning before them is its; outputs that are not
/// trusted are marked as data, line by line, so that nothing in them can end the mark. The same
/// parameters give the same bytes.
Prompt buildPrompt(
    const AgentSettings& agent, std::span<const MemoryBlock> blocks, std::span<const Item> items);

/// The time that templates show in a session: the beginning of the day in UTC on which it began. It
/// stays, so that prompts begin alike, and sessions of one day share their beginnings.
std::string templateTime(TimestampUs sessionStart);

} // namespace core
