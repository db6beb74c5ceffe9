// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

/// The statements of core/audit.
namespace core::sql {

inline constexpr std::string_view headOfAudit =
    "SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1";
inline constexpr std::string_view addAudit = R"(
    INSERT INTO audit (id, created_at_us, actor, action, subject, commitment, previous, hash)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8))";
inline constexpr std::string_view addAuditPayload =
    "INSERT INTO audit_payloads (audit_id, salt, payload) VALUES (?1, ?2, ?3)";
inline constexpr std::string_view wholeAudit = R"(
    SELECT audit.id, audit.created_at_us, audit.actor, audit.action, audit.subject,
        audit.commitment, audit.previous, audit.hash, audit_payloads.salt, audit_payloads.payload
    FROM audit LEFT JOIN audit_payloads ON audit_payloads.audit_id = audit.id
    ORDER BY audit.id)";
inline constexpr std::string_view firstPayloadWithoutAudit = R"(
    SELECT ifnull(min(audit_id), 0) FROM audit_payloads
    WHERE audit_id NOT IN (SELECT id FROM audit))";

} // namespace core::sql
