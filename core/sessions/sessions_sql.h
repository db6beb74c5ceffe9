// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

/// The statements of core/sessions; see core/store/README.md. The views session_rows and item_rows
/// are in the migration.
namespace core::sql {

// Sessions. The status lists stand in full so that the indices of open turns apply.
inline constexpr std::string_view sessionById =
    "SELECT * FROM session_rows WHERE uuid = ?1 AND removed_seq IS NULL";
inline constexpr std::string_view sessionByKey =
    "SELECT * FROM session_rows WHERE id = ?1 AND removed_seq IS NULL";
/// ?1, ?2: last active and key of the session before; ?3: a part of the title, which may be empty.
inline constexpr std::string_view sessionsPage = R"(
    SELECT * FROM session_rows
    WHERE (last_active_at_us, id) < (?1, ?2) AND removed_seq IS NULL
        AND instr(lower(title), lower(?3)) > 0
    ORDER BY last_active_at_us DESC, id DESC LIMIT ?4)";
inline constexpr std::string_view sessionsPageOfAgent = R"(
    SELECT * FROM session_rows
    WHERE agent_id = ?5 AND (last_active_at_us, id) < (?1, ?2) AND removed_seq IS NULL
        AND instr(lower(title), lower(?3)) > 0
    ORDER BY last_active_at_us DESC, id DESC LIMIT ?4)";
inline constexpr std::string_view sessionPlace =
    "SELECT last_active_at_us, id FROM sessions WHERE uuid = ?1";
inline constexpr std::string_view addSession = R"(
    INSERT INTO sessions (uuid, agent_id, agent_version_id, title, created_at_us,
        last_active_at_us, added_seq)
    VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6))";
inline constexpr std::string_view renameSession = "UPDATE sessions SET title = ?2 WHERE id = ?1";
inline constexpr std::string_view removeSession =
    "UPDATE sessions SET removed_seq = ?2 WHERE id = ?1";
inline constexpr std::string_view activateBranch =
    "UPDATE sessions SET active_branch_id = ?2 WHERE id = ?1";
inline constexpr std::string_view noteSessionActivity = R"(
    UPDATE sessions SET last_active_at_us = max(last_active_at_us, ?2),
        tokens_computed = tokens_computed + ?3, tokens_cached = tokens_cached + ?4,
        tokens_output = tokens_output + ?5
    WHERE id = ?1)";
inline constexpr std::string_view cancelWaitingTurnsOfSession = R"(
    UPDATE turns SET status = 'cancelled', completed_at_us = ?2
    WHERE session_id = ?1 AND status IN ('queued', 'in_progress', 'waiting')
        AND status = 'waiting')";

// Branches.
inline constexpr std::string_view branchesOfSession = R"(
    SELECT b.id, b.uuid, b.name, p.uuid, b.forked_from_branch_id, b.forked_from_position,
        b.fork_seq, b.head_position
    FROM branches b LEFT JOIN branches p ON p.id = b.forked_from_branch_id
    WHERE b.session_id = ?1 ORDER BY b.id)";
inline constexpr std::string_view branchOrigin = R"(
    SELECT forked_from_branch_id, forked_from_position, fork_seq, head_position
    FROM branches WHERE id = ?1)";
inline constexpr std::string_view branchKeyOfId =
    "SELECT id FROM branches WHERE uuid = ?1 AND session_id = ?2";
inline constexpr std::string_view addBranch = R"(
    INSERT INTO branches (uuid, session_id, name, forked_from_branch_id, forked_from_position,
        fork_seq, head_position, created_at_us, added_seq)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ifnull(?5, 0), ?7, ?8))";
inline constexpr std::string_view advanceBranch = R"(
    UPDATE branches SET head_position = head_position + 1 WHERE id = ?1
    RETURNING head_position, session_id)";

// Items.
inline constexpr std::string_view itemById = "SELECT * FROM item_rows WHERE uuid = ?1";
inline constexpr std::string_view itemByKey = "SELECT * FROM item_rows WHERE id = ?1";
inline constexpr std::string_view itemsOfTurn =
    "SELECT * FROM item_rows WHERE turn_id = ?1 ORDER BY id";
inline constexpr std::string_view itemsForward = R"(
    SELECT * FROM item_rows WHERE branch_id = ?1 AND position > ?2 AND position <= ?3
    ORDER BY position LIMIT ?4)";
inline constexpr std::string_view itemsBackward = R"(
    SELECT * FROM item_rows WHERE branch_id = ?1 AND position > ?2 AND position <= ?3
    ORDER BY position DESC LIMIT ?4)";
inline constexpr std::string_view itemPlace =
    "SELECT session_id, branch_id, position, added_seq FROM items WHERE uuid = ?1";
inline constexpr std::string_view addItem = R"(
    INSERT INTO items (uuid, session_id, branch_id, position, turn_id, kind, role, status, call_id,
        name, text, token_ids, model_fingerprint, integrity, confidentiality, origins,
        created_at_us, completed_at_us, added_seq)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19))";
inline constexpr std::string_view endItem = R"(
    UPDATE items SET status = ?2, text = ifnull(?3, text), token_ids = ifnull(?4, token_ids),
        model_fingerprint = ifnull(?5, model_fingerprint), completed_at_us = ?6
    WHERE id = ?1 AND status IN ('in_progress', 'in_doubt'))";

// Inputs.
inline constexpr std::string_view inputOfKey = R"(
    SELECT id, session_id, branch_id, turn_id, text, integrity, confidentiality, origins,
        created_at_us, body_hash
    FROM inputs WHERE session_id = ?1 AND idempotency_key = ?2)";
inline constexpr std::string_view inputByKey = R"(
    SELECT id, session_id, branch_id, turn_id, text, integrity, confidentiality, origins,
        created_at_us
    FROM inputs WHERE id = ?1)";
inline constexpr std::string_view inputsWaiting = R"(
    SELECT id, session_id, branch_id, turn_id, text, integrity, confidentiality, origins,
        created_at_us
    FROM inputs WHERE session_id = ?1 AND turn_id IS NULL ORDER BY id)";
inline constexpr std::string_view countInputsWaiting =
    "SELECT count(*) FROM inputs WHERE session_id = ?1 AND turn_id IS NULL";
inline constexpr std::string_view addInput = R"(
    INSERT INTO inputs (session_id, branch_id, idempotency_key, body_hash, text, integrity,
        confidentiality, origins, created_at_us)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9))";
inline constexpr std::string_view takeInput =
    "UPDATE inputs SET turn_id = ?2 WHERE id = ?1 AND turn_id IS NULL";

} // namespace core::sql
