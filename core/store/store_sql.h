// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

/// The statements of core/store. See README.md for the convention; a test prepares each of them.
namespace core::sql {

// Connections.
inline constexpr std::string_view connectionSettings = R"(
    PRAGMA foreign_keys = ON;
    PRAGMA cell_size_check = ON;
    PRAGMA temp_store = MEMORY;
    PRAGMA mmap_size = 0;
    PRAGMA secure_delete = ON;
    PRAGMA synchronous = FULL;
    PRAGMA wal_autocheckpoint = 0;
    PRAGMA journal_size_limit = 67108864)";
inline constexpr std::string_view refuseWrites = "PRAGMA query_only = ON";
inline constexpr std::string_view giveBackSpaceInSteps = "PRAGMA auto_vacuum = INCREMENTAL";
inline constexpr std::string_view writeAheadLog = "PRAGMA journal_mode = WAL";
inline constexpr std::string_view rollbackJournal = "PRAGMA journal_mode = DELETE";

// Transactions.
inline constexpr std::string_view beginRead = "BEGIN";
inline constexpr std::string_view beginWrite = "BEGIN IMMEDIATE";
inline constexpr std::string_view commit = "COMMIT";
inline constexpr std::string_view rollback = "ROLLBACK";
inline constexpr std::string_view savepoint = "SAVEPOINT operation";
inline constexpr std::string_view releaseSavepoint = "RELEASE operation";
inline constexpr std::string_view rollbackToSavepoint = "ROLLBACK TO operation";

// What a file is.
inline constexpr std::string_view readApplicationId = "PRAGMA application_id";
inline constexpr std::string_view readVersion = "PRAGMA user_version";
inline constexpr std::string_view countSchemaObjects = "SELECT count(*) FROM sqlite_schema";
inline constexpr std::string_view quickCheck = "PRAGMA quick_check(1)";
inline constexpr std::string_view fullCheck = "PRAGMA integrity_check(1)";

// Owners.
inline constexpr std::string_view countUncleanStops = R"(
    SELECT count(*) FROM owners
    WHERE closed_at_us IS NULL AND epoch = (SELECT max(epoch) FROM owners))";
inline constexpr std::string_view lastEpoch = "SELECT ifnull(max(epoch), 0) FROM owners";
inline constexpr std::string_view addOwner = R"(
    INSERT INTO owners (epoch, pid, opened_at_us)
    VALUES ((SELECT ifnull(max(epoch), 0) + 1 FROM owners), ?1, ?2) RETURNING epoch)";
inline constexpr std::string_view closeOwner =
    "UPDATE owners SET closed_at_us = ?2 WHERE epoch = ?1";

// The workspace.
inline constexpr std::string_view countWorkspaces = "SELECT count(*) FROM workspace";
inline constexpr std::string_view addWorkspace =
    "INSERT INTO workspace (id, uuid, created_at_us) VALUES (1, ?1, ?2)";
inline constexpr std::string_view workspaceUuid = "SELECT uuid FROM workspace WHERE id = 1";
inline constexpr std::string_view nextChange =
    "UPDATE change_sequence SET value = value + 1 WHERE id = 1 RETURNING value";
inline constexpr std::string_view currentChange = "SELECT value FROM change_sequence WHERE id = 1";

} // namespace core::sql
