// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/store/database.h"
#include "core/text/json.h"

#include <string_view>

namespace core {

/// What happened, for the audit chain. `payload` may hold content; it is committed to, not chained.
struct AuditEntry {
    std::string_view actor; ///< "user", "runtime", "agent:agent_…"
    std::string_view action; ///< "agent.created", "memory.forgotten", …
    std::string_view subject; ///< the id of what it is about
    Json payload;
};

/// Appends one entry to the hash chain. Call it inside the write operation of what it tells of, so
/// that both commit or neither.
Result<void> appendAudit(Database& database, Clock& clock, const AuditEntry& entry);

struct AuditVerdict {
    std::int64_t entries = 0;
    std::int64_t erasedPayloads = 0; ///< commitments whose payload is gone, which is allowed
    bool intact = true;
    std::string finding; ///< the first thing that does not fit, for a person
};

/// Recomputes the chain and every commitment whose payload is still there.
Result<AuditVerdict> verifyAudit(Database& database);

} // namespace core
