// SPDX-License-Identifier: Apache-2.0
#include "core/api/workspace_service.h"

#include "core/api/error_json.h"
#include "core/api/workspace_sql.h"
#include "core/audit/audit_log.h"

#include <unistd.h>

namespace core {

namespace {

struct Counts {
    std::int64_t agents = 0;
    std::int64_t sessions = 0;
    std::int64_t running = 0;
    std::int64_t waiting = 0;
};

Result<Counts> countAll(Database& database)
{
    auto statement = TRY(database.prepare(sql::countsOfWorkspace));
    TRY(statement.step());
    return Counts{.agents = statement.integer(0),
        .sessions = statement.integer(1),
        .running = statement.integer(2),
        .waiting = statement.integer(3)};
}

Result<Json> workspaceStatus(Store& store, const std::string& version, const Json& parameters)
{
    TRY(requireMembersAmong(parameters, {}));
    const Counts counts = TRY(store.read(countAll));
    const auto checkpointError = store.checkpointError();
    return Json{{"path", store.path().native()}, {"pid", ::getpid()}, {"epoch", store.epoch()},
        {"read_only", store.isReadOnly()}, {"running", counts.running}, {"waiting", counts.waiting},
        {"sessions", counts.sessions}, {"agents", counts.agents},
        {"last_commit_at_us", store.lastCommitUs()},
        {"checkpoint_error", checkpointError ? errorToJson(*checkpointError) : Json()},
        {"version", version}};
}

Result<Json> auditVerify(Store& store, const Json& parameters)
{
    TRY(requireMembersAmong(parameters, {}));
    const AuditVerdict verdict =
        TRY(store.read([](Database& database) { return verifyAudit(database); }));
    return Json{{"entries", verdict.entries}, {"erased_payloads", verdict.erasedPayloads},
        {"intact", verdict.intact},
        {"finding", verdict.finding.empty() ? Json() : Json(verdict.finding)}};
}

} // namespace

void addWorkspaceMethods(ServiceTable& table, Store& store, const std::string& version)
{
    table.add("workspace.status", [&store, version](const Json& parameters, const CallContext&) {
        return workspaceStatus(store, version, parameters);
    });
    table.add("audit.verify", [&store](const Json& parameters, const CallContext&) {
        return auditVerify(store, parameters);
    });
}

} // namespace core
