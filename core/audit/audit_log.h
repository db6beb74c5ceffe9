// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/store/database.h"
#include "core/text/json.h"

#include <string>
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
///
/// An entry's hash is SHA-256 over one version byte (1), the 32 bytes of the hash before it (zeros
/// before the first) and the compact JSON, members sorted, of its action, actor, commitment (hex),
/// created_at_us, id and subject. Its commitment is SHA-256 over 16 random bytes and the payload's
/// compact JSON. Ids count from 1 without gaps.
Result<void> appendAudit(Database& database, Clock& clock, const AuditEntry& entry);

struct AuditVerdict {
    std::int64_t entries = 0;
    std::int64_t erasedPayloads = 0; ///< commitments whose payload is gone, which is allowed
    bool intact = true;
    std::string finding; ///< the first thing that does not fit, for a person
    std::string head; ///< hex of the last hash, to note down outside the file
};

/// Recomputes the chain and every commitment whose payload is still there. Entries that were cut
/// off at the end do not show in the chain itself; compare the head with one noted earlier.
Result<AuditVerdict> verifyAudit(Database& database);

} // namespace core
