// SPDX-License-Identifier: Apache-2.0
#include "core/store/store.h"

#include "core/base/digest.h"
#include "core/store/file_store.h"
#include "core/store/store_sql.h"

namespace core {

Result<std::unique_ptr<Store>> Store::open(const Options& options, Clock& clock, IdSource& ids)
{
    return FileStore::open(options, clock, ids);
}

Result<std::string> workspaceIdentity(Database& database)
{
    auto statement = TRY(database.prepare(sql::workspaceUuid));
    if (!TRY(statement.step())) {
        return fail(ErrorCode::Corrupt, "The workspace has no id.");
    }
    return hexText(statement.blob(0));
}

Result<std::int64_t> nextChange(Database& database)
{
    return database.integerOf(sql::nextChange);
}

Result<std::int64_t> currentChange(Database& database)
{
    return database.integerOf(sql::currentChange);
}

} // namespace core
