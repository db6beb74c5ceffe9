// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

/// The statements of core/agents; see core/store/README.md. Columns of an agent are always
/// a.id, a.uuid, a.created_at_us, v.id, v.version, v.name, v.instructions, v.configuration,
/// v.created_at_us.
namespace core::sql {

inline constexpr std::string_view agentById = R"(
    SELECT a.id, a.uuid, a.created_at_us, v.id, v.version, v.name, v.instructions,
        v.configuration, v.created_at_us
    FROM agents a JOIN agent_versions v ON v.agent_id = a.id AND v.removed_seq IS NULL
    WHERE a.uuid = ?1 AND a.removed_seq IS NULL)";
inline constexpr std::string_view agentsByName = R"(
    SELECT a.id, a.uuid, a.created_at_us, v.id, v.version, v.name, v.instructions,
        v.configuration, v.created_at_us
    FROM agent_versions v JOIN agents a ON a.id = v.agent_id
    WHERE v.name = ?1 AND v.removed_seq IS NULL ORDER BY a.id DESC LIMIT ?2)";
inline constexpr std::string_view agentOfVersionKey = R"(
    SELECT a.id, a.uuid, a.created_at_us, v.id, v.version, v.name, v.instructions,
        v.configuration, v.created_at_us
    FROM agent_versions v JOIN agents a ON a.id = v.agent_id WHERE v.id = ?1)";
inline constexpr std::string_view agentVersion = R"(
    SELECT a.id, a.uuid, a.created_at_us, v.id, v.version, v.name, v.instructions,
        v.configuration, v.created_at_us
    FROM agent_versions v JOIN agents a ON a.id = v.agent_id
    WHERE v.agent_id = ?1 AND v.version = ?2)";
inline constexpr std::string_view agentVersions = R"(
    SELECT a.id, a.uuid, a.created_at_us, v.id, v.version, v.name, v.instructions,
        v.configuration, v.created_at_us
    FROM agent_versions v JOIN agents a ON a.id = v.agent_id
    WHERE v.agent_id = ?1 ORDER BY v.version DESC LIMIT ?2)";

/// ?1: agents before this key; ?2: a part of the name, which may be empty.
inline constexpr std::string_view agentsPage = R"(
    SELECT a.id, a.uuid, a.created_at_us, v.id, v.version, v.name, v.instructions,
        v.configuration, v.created_at_us
    FROM agents a JOIN agent_versions v ON v.agent_id = a.id AND v.removed_seq IS NULL
    WHERE a.id < ?1 AND a.removed_seq IS NULL AND instr(lower(v.name), lower(?2)) > 0
    ORDER BY a.id DESC LIMIT ?3)";
inline constexpr std::string_view agentKeyOfId = "SELECT id FROM agents WHERE uuid = ?1";

inline constexpr std::string_view addAgent =
    "INSERT INTO agents (uuid, created_at_us, added_seq) VALUES (?1, ?2, ?3)";
inline constexpr std::string_view addAgentVersion = R"(
    INSERT INTO agent_versions
        (agent_id, version, name, instructions, configuration, created_at_us, added_seq)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7))";
inline constexpr std::string_view closeAgentVersion = R"(
    UPDATE agent_versions SET removed_seq = ?2 WHERE agent_id = ?1 AND removed_seq IS NULL)";
inline constexpr std::string_view removeAgent = "UPDATE agents SET removed_seq = ?2 WHERE id = ?1";

// The status list stands in full so that the index turns_open applies.
inline constexpr std::string_view runningTurnsOfAgent = R"(
    SELECT count(*) FROM turns t JOIN sessions s ON s.id = t.session_id
    WHERE t.status IN ('queued', 'in_progress', 'waiting') AND t.status <> 'waiting'
        AND s.agent_id = ?1)";
inline constexpr std::string_view cancelWaitingTurnsOfAgent = R"(
    UPDATE turns SET status = 'cancelled', completed_at_us = ?2
    WHERE status IN ('queued', 'in_progress', 'waiting') AND status = 'waiting'
        AND session_id IN (SELECT id FROM sessions WHERE agent_id = ?1 AND removed_seq IS NULL))";
inline constexpr std::string_view removeSessionsOfAgent = R"(
    UPDATE sessions SET removed_seq = ?2 WHERE agent_id = ?1 AND removed_seq IS NULL
    RETURNING uuid)";

} // namespace core::sql
