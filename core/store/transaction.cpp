// SPDX-License-Identifier: Apache-2.0
#include "core/store/transaction.h"

#include "core/store/store_sql.h"

#include <utility>

namespace core {

Result<Transaction> Transaction::begin(Database& database, Kind kind)
{
    auto statement = TRY(database.prepare(kind == Kind::Write ? sql::beginWrite : sql::beginRead));
    TRY(statement.run());
    return Transaction(database);
}

Transaction::Transaction(Transaction&& other) noexcept
    : m_database(std::exchange(other.m_database, nullptr))
{
}

// SQLite itself ends a transaction on some errors (a full disk, for one).
Transaction::~Transaction()
{
    if (m_database != nullptr && m_database->isInTransaction()) {
        (void)m_database->execute(sql::rollback);
    }
}

Result<void> Transaction::commit()
{
    auto statement = TRY(m_database->prepare(sql::commit));
    TRY(statement.run());
    m_database = nullptr;
    return {};
}

Result<Savepoint> Savepoint::begin(Database& database)
{
    auto statement = TRY(database.prepare(sql::savepoint));
    TRY(statement.run());
    return Savepoint(database);
}

Savepoint::Savepoint(Savepoint&& other) noexcept
    : m_database(std::exchange(other.m_database, nullptr))
{
}

Savepoint::~Savepoint()
{
    if (m_database != nullptr && m_database->isInTransaction()) {
        (void)m_database->execute(sql::rollbackToSavepoint);
        (void)m_database->execute(sql::releaseSavepoint);
    }
}

Result<void> Savepoint::release()
{
    auto statement = TRY(m_database->prepare(sql::releaseSavepoint));
    TRY(statement.run());
    m_database = nullptr;
    return {};
}

} // namespace core
