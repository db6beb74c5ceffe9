// SPDX-License-Identifier: Apache-2.0
#include "core/store/migrations.h"

#include "core/store/store_sql.h"
#include "core/store/transaction.h"
#include "embeddedMigrations.h"

#include <fmt/format.h>

#include <charconv>
#include <vector>

namespace core {

namespace {

std::vector<Migration> readEmbedded()
{
    std::vector<Migration> migrations;
    for (const auto& [name, text] : embeddedMigrations) {
        int number = 0;
        std::from_chars(name.data(), name.data() + name.size(), number);
        migrations.push_back({.number = number, .name = name, .text = text});
    }
    return migrations;
}

} // namespace

std::span<const Migration> workspaceMigrations()
{
    static const std::vector<Migration> migrations = readEmbedded();
    return migrations;
}

Result<SchemaState> readSchemaState(Database& database, int versionMax)
{
    const std::int64_t applicationId = TRY(database.integerOf(sql::readApplicationId));
    const std::int64_t version = TRY(database.integerOf(sql::readVersion));
    const std::int64_t objects = TRY(database.integerOf(sql::countSchemaObjects));
    if (applicationId == 0 && version == 0 && objects == 0) {
        return SchemaState{.isNew = true};
    }
    if (applicationId != workspaceApplicationId || version <= 0) {
        return fail(Error{.code = ErrorCode::InvalidInput,
            .message = fmt::format("This is not a workspace: its header says application {:#x}, "
                                   "version {}, with {} tables and indexes. Choose a .holdfast "
                                   "file, or a name that is not taken.",
                applicationId, version, objects),
            .detail = "E_NOT_A_WORKSPACE"});
    }
    if (version > versionMax) {
        return fail(Error{.code = ErrorCode::Unsupported,
            .message = fmt::format("The workspace has version {}. This program reads up to version "
                                   "{}. Open it with a newer Holdfast.",
                version, versionMax),
            .detail = "E_NEWER_VERSION"});
    }
    return SchemaState{.version = static_cast<int>(version)};
}

Result<void> migrate(Database& database, int version, std::span<const Migration> migrations)
{
    for (const Migration& migration : migrations) {
        if (migration.number <= version) {
            continue;
        }
        Transaction transaction = TRY(Transaction::begin(database, Transaction::Kind::Write));
        TRY(database.execute(migration.text));
        TRY(database.execute(fmt::format("PRAGMA user_version = {}; PRAGMA application_id = {}",
            migration.number, workspaceApplicationId)));
        TRY(transaction.commit());
    }
    return {};
}

} // namespace core
