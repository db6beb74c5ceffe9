// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

/// The statements of core/memory; see core/store/README.md. The view record_rows is in the
/// migration.
namespace core::sql {

// Blocks.
inline constexpr std::string_view blocksOfAgent = R"(
    SELECT m.id, m.uuid, a.uuid, m.label, m.text, m.limit_bytes, m.integrity, m.confidentiality,
        m.origins, m.created_at_us
    FROM memory_blocks m JOIN agents a ON a.id = m.agent_id
    WHERE m.agent_id = ?1 AND m.removed_seq IS NULL ORDER BY m.label)";
inline constexpr std::string_view blocksAsOf = R"(
    SELECT m.id, m.uuid, a.uuid, m.label, m.text, m.limit_bytes, m.integrity, m.confidentiality,
        m.origins, m.created_at_us
    FROM memory_blocks m JOIN agents a ON a.id = m.agent_id
    WHERE m.agent_id = ?1 AND m.added_seq <= ?2 AND (m.removed_seq IS NULL OR m.removed_seq > ?2)
    ORDER BY m.label)";
inline constexpr std::string_view addBlock = R"(
    INSERT INTO memory_blocks (uuid, agent_id, label, text, limit_bytes, integrity,
        confidentiality, origins, created_at_us, added_seq)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10))";
inline constexpr std::string_view closeBlock = R"(
    UPDATE memory_blocks SET removed_seq = ?3
    WHERE agent_id = ?1 AND label = ?2 AND removed_seq IS NULL)";

// Records.
inline constexpr std::string_view recordById = "SELECT * FROM record_rows WHERE uuid = ?1";
inline constexpr std::string_view recordByKey = "SELECT * FROM record_rows WHERE id = ?1";
inline constexpr std::string_view recordKeyOfId = "SELECT id FROM memory_records WHERE uuid = ?1";
inline constexpr std::string_view recordsPage = R"(
    SELECT * FROM record_rows
    WHERE id < ?1 AND removed_seq IS NULL AND (?3 IS NULL OR state = ?3)
    ORDER BY id DESC LIMIT ?2)";
inline constexpr std::string_view recordsPageOfAgent = R"(
    SELECT * FROM record_rows
    WHERE agent_id = ?4 AND id < ?1 AND removed_seq IS NULL AND (?3 IS NULL OR state = ?3)
    ORDER BY id DESC LIMIT ?2)";
inline constexpr std::string_view recordsPageOfKind = R"(
    SELECT * FROM record_rows
    WHERE kind = ?5 AND id < ?1 AND removed_seq IS NULL AND (?3 IS NULL OR state = ?3)
    ORDER BY id DESC LIMIT ?2)";
inline constexpr std::string_view recordsPageOfAgentAndKind = R"(
    SELECT * FROM record_rows
    WHERE agent_id = ?4 AND kind = ?5 AND id < ?1 AND removed_seq IS NULL
        AND (?3 IS NULL OR state = ?3)
    ORDER BY id DESC LIMIT ?2)";
inline constexpr std::string_view recordsPageOfQuarantine = R"(
    SELECT * FROM record_rows
    WHERE state = 'quarantine' AND removed_seq IS NULL AND id < ?1
        AND (?3 IS NULL OR state = ?3) AND (?4 IS NULL OR agent_id = ?4)
        AND (?5 IS NULL OR kind = ?5)
    ORDER BY id DESC LIMIT ?2)";
inline constexpr std::string_view addRecord = R"(
    INSERT INTO memory_records (uuid, agent_id, branch_id, kind, state, text, integrity,
        confidentiality, origins, created_at_us, added_seq)
    VALUES (?1, ?2, (SELECT id FROM branches WHERE id = ?3 AND forked_from_branch_id IS NOT NULL),
        ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11))";
inline constexpr std::string_view addRecordWords =
    "INSERT INTO memory_words (rowid, text, agent_id) VALUES (?1, ?2, ?3)";
inline constexpr std::string_view sourcesOfRecord = R"(
    SELECT m.kind, m.reference, m.quote, i.uuid, s.uuid
    FROM memory_sources m LEFT JOIN items i ON i.id = m.item_id
        LEFT JOIN sessions s ON s.id = i.session_id
    WHERE m.record_id = ?1 ORDER BY m.id)";
inline constexpr std::string_view addSource = R"(
    INSERT INTO memory_sources (record_id, kind, item_id, reference, quote)
    VALUES (?1, ?2, (SELECT id FROM items WHERE uuid = ?3), ?4, ?5))";

// Search. ?1 is always an FTS5 expression made by search_words.cpp out of quoted words.
inline constexpr std::string_view countWordMatches = R"(
    SELECT count(*) FROM (SELECT 1 FROM memory_words WHERE memory_words MATCH ?1 LIMIT ?2))";
/// By rank, then newest: what a person finds. ?3 agent key or NULL, ?4 kind or NULL. The inner
/// LIMIT ?5 keeps the order and makes the rows of records be read only until enough have been
/// found.
inline constexpr std::string_view rankedRecords = R"(
    SELECT w.rowid, -w.distance
    FROM (SELECT rowid, bm25(memory_words, 1.0, 0.0) AS distance FROM memory_words
            WHERE memory_words MATCH ?1 ORDER BY distance, rowid DESC LIMIT ?5) w
        CROSS JOIN memory_records r ON r.id = w.rowid
    WHERE r.removed_seq IS NULL AND (?3 IS NULL OR r.agent_id = ?3)
        AND (?4 IS NULL OR r.kind = ?4)
    LIMIT ?2)";
/// The same among the newest ?5 that match, newest first.
inline constexpr std::string_view newestRecords = R"(
    SELECT w.rowid, 0.0
    FROM (SELECT rowid FROM memory_words WHERE memory_words MATCH ?1 ORDER BY rowid DESC LIMIT ?5) w
        CROSS JOIN memory_records r ON r.id = w.rowid
    WHERE r.removed_seq IS NULL AND (?3 IS NULL OR r.agent_id = ?3)
        AND (?4 IS NULL OR r.kind = ?4)
    LIMIT ?2)";
/// What an agent finds in a MemoryView: ?3 agent key, ?4 sequence, ?5 branches.
inline constexpr std::string_view rankedRecordsInView = R"(
    SELECT w.rowid, -w.distance
    FROM (SELECT rowid, bm25(memory_words, 1.0, 0.0) AS distance FROM memory_words
            WHERE memory_words MATCH ?1 ORDER BY distance, rowid DESC LIMIT ?6) w
        CROSS JOIN memory_records r ON r.id = w.rowid
    WHERE r.state = 'active' AND r.agent_id = ?3
        AND CASE WHEN r.branch_id IS NULL
            THEN r.added_seq <= ?4 AND (r.removed_seq IS NULL OR r.removed_seq > ?4)
            ELSE EXISTS (SELECT 1 FROM json_each(?5) b
                WHERE json_extract(b.value, '$[0]') = r.branch_id
                    AND r.added_seq <= json_extract(b.value, '$[1]')
                    AND (r.removed_seq IS NULL OR r.removed_seq > json_extract(b.value, '$[1]')))
            END
    LIMIT ?2)";
inline constexpr std::string_view newestRecordsInView = R"(
    SELECT w.rowid, 0.0
    FROM (SELECT rowid FROM memory_words WHERE memory_words MATCH ?1 ORDER BY rowid DESC LIMIT ?6) w
        CROSS JOIN memory_records r ON r.id = w.rowid
    WHERE r.state = 'active' AND r.agent_id = ?3
        AND CASE WHEN r.branch_id IS NULL
            THEN r.added_seq <= ?4 AND (r.removed_seq IS NULL OR r.removed_seq > ?4)
            ELSE EXISTS (SELECT 1 FROM json_each(?5) b
                WHERE json_extract(b.value, '$[0]') = r.branch_id
                    AND r.added_seq <= json_extract(b.value, '$[1]')
                    AND (r.removed_seq IS NULL OR r.removed_seq > json_extract(b.value, '$[1]')))
            END
    LIMIT ?2)";
inline constexpr std::string_view recordSnippet = R"(
    SELECT snippet(memory_words, 0, char(2), char(3), '…', ?3)
    FROM memory_words WHERE memory_words MATCH ?1 AND rowid = ?2)";

// Erasure.
inline constexpr std::string_view agentKeyOfRecord =
    "SELECT agent_id FROM memory_records WHERE id = ?1";
inline constexpr std::string_view openTurnsOfAgent = R"(
    SELECT count(*) FROM turns t JOIN sessions s ON s.id = t.session_id
    WHERE t.status IN ('queued', 'in_progress', 'waiting') AND s.agent_id = ?1)";
/// ?2: the text, ?3: the text as it stands in JSON, ?4: the record's key.
inline constexpr std::string_view itemsThatShowRecord = R"(
    SELECT i.id, i.turn_id, i.call_id
    FROM sessions s CROSS JOIN branches b ON b.session_id = s.id
        CROSS JOIN items i ON i.branch_id = b.id
    WHERE s.agent_id = ?1
        AND ((i.kind IN ('function_call', 'function_output', 'memory')
                AND (instr(i.text, ?2) > 0 OR instr(i.text, ?3) > 0))
            OR (i.kind = 'function_call'
                AND i.id IN (SELECT item_id FROM memory_sources WHERE record_id = ?4))))";
inline constexpr std::string_view eraseItemText =
    "UPDATE items SET text = '[forgotten]', token_ids = NULL WHERE id = ?1";
inline constexpr std::string_view eraseJournalPayloads = R"(
    UPDATE journal SET payload = '{"forgotten":true}'
    WHERE turn_id = ?1 AND (instr(payload, ?2) > 0 OR instr(payload, ?3) > 0))";
inline constexpr std::string_view eraseArgumentsHash =
    "UPDATE journal SET arguments_hash = NULL WHERE turn_id = ?1 AND call_id = ?2";
inline constexpr std::string_view eraseRecordWords = R"(
    INSERT INTO memory_words (memory_words, rowid, text, agent_id)
    SELECT 'delete', id, text, agent_id FROM memory_records WHERE id = ?1)";
inline constexpr std::string_view eraseRecord = "DELETE FROM memory_records WHERE id = ?1";
inline constexpr std::string_view mergeWords =
    "INSERT INTO memory_words (memory_words, rank) VALUES ('merge', ?1)";

} // namespace core::sql
