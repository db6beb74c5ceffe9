// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"
#include "core/base/id.h"
#include "core/policy/label.h"

#include <cstdint>
#include <string>

namespace core {

inline constexpr std::int64_t blockLimitBytesDefault = 4096;
inline constexpr std::int64_t blockLimitBytesMax = 32768;
inline constexpr std::int64_t blocksBytesMax = std::int64_t{64} * 1024; ///< of one agent, together
inline constexpr std::size_t blockLabelBytesMax = 64;

/// A bounded text that an agent always has in its context.
struct MemoryBlock {
    std::int64_t key = 0;
    BlockId id; ///< stays the same over edits
    AgentId agent;
    std::string label; ///< unique for the agent
    std::string text;
    std::int64_t limitBytes = blockLimitBytesDefault;
    Label trust;
    TimestampUs updatedAtUs = 0;
};

} // namespace core
