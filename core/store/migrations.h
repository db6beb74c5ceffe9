// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/store/database.h"

#include <span>
#include <string>

namespace core {

/// "HFST": what the header of every workspace says it is (PRAGMA application_id).
constexpr std::int64_t workspaceApplicationId = 0x48465354;

/// One step forward of the schema. Its number is the version (PRAGMA user_version) it leads to.
struct Migration {
    int number = 0;
    std::string name;
    std::string text;
};

/// The migrations of migrations/NNNN_name.sql, which are part of the program, in order from 1.
std::span<const Migration> workspaceMigrations();

/// What a file is, by its header. Only reads.
struct SchemaState {
    bool isNew = false; ///< empty: nothing was ever written to it
    int version = 0;
};

/// Errors: InvalidInput for the database of another program, Unsupported for a version above
/// `versionMax`, Corrupt.
Result<SchemaState> readSchemaState(Database& database, int versionMax);

/// Runs the migrations above `version`, each in one transaction together with its version.
Result<void> migrate(Database& database, int version, std::span<const Migration> migrations);

} // namespace core
