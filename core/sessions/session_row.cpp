// SPDX-License-Identifier: Apache-2.0
#include "core/sessions/session_row.h"

#include "core/sessions/sessions_sql.h"

namespace core {

namespace {

/// What session_rows calls open_state.
SessionStatus statusOf(const std::optional<std::int64_t>& openState)
{
    constexpr std::int64_t waiting = 2;
    if (!openState) {
        return SessionStatus::Idle;
    }
    return *openState == waiting ? SessionStatus::RequiresAction : SessionStatus::InProgress;
}

} // namespace

Session readSession(const Statement& row)
{
    Session session;
    session.key = row.integer(0);
    session.id = {row.uuid(1)};
    session.agentKey = row.integer(2);
    session.agentVersionKey = row.integer(3);
    session.agent = {row.uuid(4)};
    session.agentName = row.text(5);
    session.agentVersion = row.integer(6);
    session.title = row.text(7);
    session.activeBranchKey = row.integer(8);
    session.activeBranch = {row.uuid(9)};
    session.branchCount = row.integer(10);
    session.turns = row.integer(11);
    session.usage = {
        .computed = row.integer(12), .cached = row.integer(13), .output = row.integer(14)};
    session.status = statusOf(row.optionalInteger(15));
    if (row.optionalText(16) == "failed") {
        session.lastError = {.code = row.text(17), .message = row.text(18)};
    }
    session.createdAtUs = row.integer(19);
    session.lastActiveAtUs = row.integer(20);
    return session;
}

Result<std::vector<Branch>> readBranches(Database& database, std::int64_t sessionKey)
{
    auto row = TRY(database.prepare(sql::branchesOfSession));
    row.bind(1, sessionKey);
    std::vector<Branch> branches;
    while (TRY(row.step())) {
        Branch branch;
        branch.key = row.integer(0);
        branch.id = {row.uuid(1)};
        branch.name = row.text(2);
        if (!row.isNull(3)) {
            branch.forkedFrom = {
                .branch = {row.uuid(3)}, .branchKey = row.integer(4), .position = row.integer(5)};
        }
        branch.forkSeq = row.optionalInteger(6);
        branch.headPosition = row.integer(7);
        branches.push_back(std::move(branch));
    }
    return branches;
}

} // namespace core
