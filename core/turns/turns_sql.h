// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

/// The statements of core/turns; a test prepares each of them (core/store/README.md).
namespace core::sql {

// Turns.
inline constexpr std::string_view turnByKey = R"(
    SELECT t.id, t.uuid, t.session_id, s.uuid, t.branch_id, b.uuid, t.agent_version_id, v.version,
           t.status, t.error_code, t.error_message, t.seed, t.owner_epoch, t.attempts,
           t.tokens_computed, t.tokens_cached, t.tokens_output, t.read_us, t.generate_us,
           t.created_at_us, t.started_at_us, t.completed_at_us
    FROM turns t JOIN sessions s ON s.id = t.session_id JOIN branches b ON b.id = t.branch_id
         JOIN agent_versions v ON v.id = t.agent_version_id
    WHERE t.id = ?1)";
inline constexpr std::string_view turnKeyOfId = "SELECT id FROM turns WHERE uuid = ?1";
inline constexpr std::string_view turnKeysOfSession =
    "SELECT id FROM turns WHERE session_id = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3";
inline constexpr std::string_view openTurnKey = R"(
    SELECT id FROM turns
    WHERE session_id = ?1 AND status IN ('queued', 'in_progress', 'waiting') ORDER BY id LIMIT 1)";
inline constexpr std::string_view interruptedTurnKeys = R"(
    SELECT id FROM turns
    WHERE status IN ('queued', 'in_progress', 'waiting')
          AND (status = 'queued' OR (status = 'in_progress' AND owner_epoch < ?1))
          AND (?2 IS NULL OR session_id = ?2)
    ORDER BY id)";
inline constexpr std::string_view insertTurn = R"(
    INSERT INTO turns (uuid, session_id, branch_id, agent_version_id, status, seed, memory_seq,
                       created_at_us)
    VALUES (?1, ?2, ?3, ?4, 'queued', ?5, ?6, ?7))";
inline constexpr std::string_view claimTurn = R"(
    UPDATE turns SET status = 'in_progress', owner_epoch = ?2, attempts = attempts + 1,
                     started_at_us = coalesce(started_at_us, ?3)
    WHERE id = ?1 AND (status = 'queued' OR (status = 'in_progress' AND owner_epoch <= ?2)
                       OR (status = 'waiting' AND ?4)))";
inline constexpr std::string_view turnIsOwned =
    "SELECT 1 FROM turns WHERE id = ?1 AND owner_epoch = ?2 AND status = 'in_progress'";
inline constexpr std::string_view noteTurnProgress = "UPDATE turns SET attempts = 1 WHERE id = ?1";
inline constexpr std::string_view addTurnUsage = R"(
    UPDATE turns SET tokens_computed = tokens_computed + ?2, tokens_cached = tokens_cached + ?3,
                     tokens_output = tokens_output + ?4, read_us = read_us + ?5,
                     generate_us = generate_us + ?6
    WHERE id = ?1)";
inline constexpr std::string_view releaseTurn = R"(
    UPDATE turns SET status = 'queued', attempts = max(attempts - 1, 0)
    WHERE id = ?1 AND owner_epoch = ?2 AND status = 'in_progress')";
inline constexpr std::string_view setTurnStatus = "UPDATE turns SET status = ?2 WHERE id = ?1";
inline constexpr std::string_view finishTurn = R"(
    UPDATE turns SET status = ?2, error_code = nullif(?3, ''), error_message = nullif(?4, ''),
                     completed_at_us = ?5
    WHERE id = ?1)";

// Journals.
inline constexpr std::string_view insertJournalRow = R"(
    INSERT INTO journal (turn_id, step, phase, kind, call_id, arguments_hash, effect,
                         idempotency_key, outcome, payload, created_at_us)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11))";
inline constexpr std::string_view journalRows = R"(
    SELECT step, phase, kind, call_id, effect, idempotency_key, outcome, payload, arguments_hash
    FROM journal WHERE turn_id = ?1 ORDER BY id)";
inline constexpr std::string_view lastJournalStep =
    "SELECT coalesce(max(step), 0) FROM journal WHERE turn_id = ?1";

} // namespace core::sql
