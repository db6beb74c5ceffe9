// SPDX-License-Identifier: Apache-2.0
#include "core/memory/block_store.h"

#include "core/agents/agent_store.h"
#include "core/audit/audit_log.h"
#include "core/memory/memory_sql.h"
#include "core/policy/label_columns.h"
#include "core/text/text_limits.h"

#include <fmt/format.h>

#include <algorithm>

namespace core {

namespace {

Result<std::vector<MemoryBlock>> readBlocks(Statement row)
{
    std::vector<MemoryBlock> blocks;
    while (TRY(row.step())) {
        blocks.push_back({.key = row.integer(0),
            .id = {row.uuid(1)},
            .agent = {row.uuid(2)},
            .label = row.text(3),
            .text = row.text(4),
            .limitBytes = row.integer(5),
            .trust = TRY(readLabel(row, 6)),
            .updatedAtUs = row.integer(9)});
    }
    return blocks;
}

Result<std::vector<MemoryBlock>> currentBlocks(Database& database, std::int64_t agentKey)
{
    auto statement = TRY(database.prepare(sql::blocksOfAgent));
    statement.bind(1, agentKey);
    return readBlocks(std::move(statement));
}

Result<void> checkBlock(const BlockEdit& edit, std::int64_t limitBytes)
{
    if (limitBytes < 1 || limitBytes > blockLimitBytesMax) {
        return fail(Error{.code = ErrorCode::InvalidInput,
            .message = fmt::format(
                "'limit_bytes' is {}. Allowed is 1 to {}.", limitBytes, blockLimitBytesMax),
            .field = "limit_bytes"});
    }
    if (edit.trust.integrity == Integrity::Untrusted) {
        return fail(ErrorCode::Denied,
            fmt::format("The text for the block '{}' is untrusted, and blocks steer the agent. A "
                        "person has to write it.",
                edit.label));
    }
    return checkText("text", edit.text, 0, static_cast<std::size_t>(limitBytes));
}

/// All blocks of the agent together, the one being written with its new text.
Result<void> checkTogether(const std::vector<MemoryBlock>& blocks, const BlockEdit& edit)
{
    auto bytes = static_cast<std::int64_t>(edit.text.size());
    for (const MemoryBlock& block : blocks) {
        bytes += block.label == edit.label ? 0 : static_cast<std::int64_t>(block.text.size());
    }
    if (bytes > blocksBytesMax) {
        return fail(ErrorCode::LimitReached,
            fmt::format("The blocks of this agent would have {} bytes together. Allowed are {}; "
                        "shorten or delete a block, or keep it as a record.",
                bytes, blocksBytesMax));
    }
    return {};
}

Result<void> closeRow(
    Database& database, std::int64_t agentKey, std::string_view label, std::int64_t change)
{
    auto statement = TRY(database.prepare(sql::closeBlock));
    return statement.bind(1, agentKey).bind(2, label).bind(3, change).run();
}

} // namespace

BlockStore::BlockStore(Store& store, Clock& clock, IdSource& ids)
    : m_store(store)
    , m_clock(clock)
    , m_ids(ids)
{
}

Result<MemoryBlock> BlockStore::set(std::string_view agent, const BlockEdit& edit)
{
    TRY(checkLine("label", edit.label, 1, blockLabelBytesMax));
    return m_store.write([&](Database& database) -> Result<MemoryBlock> {
        const Agent owner = TRY(AgentStore::find(database, agent));
        const auto blocks = TRY(currentBlocks(database, owner.key));
        const auto before = std::find_if(blocks.begin(), blocks.end(),
            [&](const MemoryBlock& block) { return block.label == edit.label; });
        const bool exists = before != blocks.end();
        MemoryBlock block{.id = exists ? before->id : BlockId{m_ids.next()},
            .agent = owner.id,
            .label = edit.label,
            .text = edit.text,
            .limitBytes =
                edit.limitBytes.value_or(exists ? before->limitBytes : blockLimitBytesDefault),
            .trust = edit.trust,
            .updatedAtUs = m_clock.now()};
        TRY(checkBlock(edit, block.limitBytes));
        TRY(checkTogether(blocks, edit));
        TRY(insertRow(database, owner.key, block));
        TRY(appendAudit(database, m_clock,
            {.actor = "user",
                .action = "memory.block.set",
                .subject = block.id.text(),
                .payload = {{"agent", owner.id.text()}, {"bytes", edit.text.size()}}}));
        return block;
    });
}

Result<void> BlockStore::insertRow(Database& database, std::int64_t agentKey, MemoryBlock& block)
{
    const std::int64_t change = TRY(nextChange(database));
    TRY(closeRow(database, agentKey, block.label, change));
    auto statement = TRY(database.prepare(sql::addBlock));
    statement.bind(1, block.id.uuid)
        .bind(2, agentKey)
        .bind(3, block.label)
        .bind(4, block.text)
        .bind(5, block.limitBytes)
        .bind(9, block.updatedAtUs)
        .bind(10, change);
    bindLabel(statement, 6, block.trust);
    TRY(statement.run());
    block.key = database.lastInsertRowId();
    return {};
}

Result<std::vector<MemoryBlock>> BlockStore::list(std::string_view agent)
{
    return m_store.read([&](Database& database) -> Result<std::vector<MemoryBlock>> {
        return currentBlocks(database, TRY(AgentStore::find(database, agent)).key);
    });
}

Result<std::vector<MemoryBlock>> BlockStore::asOf(
    Database& database, std::int64_t agentKey, std::int64_t sequence)
{
    auto statement = TRY(database.prepare(sql::blocksAsOf));
    statement.bind(1, agentKey).bind(2, sequence);
    return readBlocks(std::move(statement));
}

Result<AgentId> BlockStore::remove(std::string_view agent, std::string_view label)
{
    return m_store.write([&](Database& database) -> Result<AgentId> {
        const Agent owner = TRY(AgentStore::find(database, agent));
        TRY(closeRow(database, owner.key, label, TRY(nextChange(database))));
        if (database.changes() == 0) {
            return fail(ErrorCode::NotFound,
                fmt::format("The agent '{}' has no block '{}'.", owner.settings.name,
                    label.substr(0, blockLabelBytesMax)));
        }
        TRY(appendAudit(database, m_clock,
            {.actor = "user",
                .action = "memory.block.deleted",
                .subject = owner.id.text(),
                .payload = Json::object()}));
        return owner.id;
    });
}

} // namespace core
