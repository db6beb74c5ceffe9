// SPDX-License-Identifier: Apache-2.0
#include "tests/core/test_support/raw_turn.h"

namespace core {

std::int64_t addRawTurn(
    WorkspaceFixture& workspace, const Session& session, std::string_view status)
{
    return valueOf(workspace.store().write([&](Database& database) -> Result<std::int64_t> {
        auto statement = TRY(database.prepare(R"(
            INSERT INTO turns (uuid, session_id, branch_id, agent_version_id, status, seed,
                memory_seq, created_at_us, error_code, error_message)
            VALUES (?1, ?2, ?3, ?4, ?5, 1, 0, ?6, 'model_failed', 'It failed.'))"));
        statement.bind(1, workspace.ids().next())
            .bind(2, session.key)
            .bind(3, session.activeBranchKey)
            .bind(4, session.agentVersionKey)
            .bind(5, status)
            .bind(6, workspace.clock().now());
        TRY(statement.run());
        return database.lastInsertRowId();
    }));
}

void setRawTurnStatus(WorkspaceFixture& workspace, std::int64_t turnKey, std::string_view status)
{
    valueOf(workspace.store().write([&](Database& database) -> Result<void> {
        auto statement = TRY(database.prepare("UPDATE turns SET status = ?2 WHERE id = ?1"));
        return statement.bind(1, turnKey).bind(2, status).run();
    }));
}

} // namespace core
