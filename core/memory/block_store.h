// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/id_source.h"
#include "core/base/result.h"
#include "core/memory/memory_block.h"
#include "core/store/store.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace core {

struct BlockEdit {
    std::string label;
    std::string text;
    std::optional<std::int64_t> limitBytes; ///< absent: as it is, or the default
    Label trust = userLabel();
};

/// The memory blocks of agents. An edit closes the old row and adds one, so that the blocks as of
/// any change are a query.
/// Thread rule: any thread. The functions that take a Database run inside an operation of Store.
class BlockStore {
public:
    BlockStore(Store& store, Clock& clock, IdSource& ids);

    /// Writes a block, making it when there is none. Agents are named by id or name. LimitReached
    /// over its limit or blocksBytesMax; Denied for untrusted text, which may not steer an agent.
    Result<MemoryBlock> set(std::string_view agent, const BlockEdit& edit);

    /// By label.
    Result<std::vector<MemoryBlock>> list(std::string_view agent);

    /// The blocks as of a change sequence, by label: equal for every attempt of a turn.
    /// A fork passes MemoryView::sequence, and so sees them as of its point.
    static Result<std::vector<MemoryBlock>> asOf(
        Database& database, std::int64_t agentKey, std::int64_t sequence);

    /// Returns the agent.
    Result<AgentId> remove(std::string_view agent, std::string_view label);

private:
    Result<void> insertRow(Database& database, std::int64_t agentKey, MemoryBlock& block);

    Store& m_store;
    Clock& m_clock;
    IdSource& m_ids;
};

} // namespace core
