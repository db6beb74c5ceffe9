// SPDX-License-Identifier: Apache-2.0
#include "core/store/store.h"

#include "core/store/file_store.h"
#include "core/store/store_sql.h"

namespace core {

Result<std::unique_ptr<Store>> Store::open(const Options& options, Clock& clock, IdSource& ids)
{
    return FileStore::open(options, clock, ids);
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
