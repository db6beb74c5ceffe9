// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/store/database.h"

namespace core {

/// A transaction that is rolled back unless it was committed. Write operations of Store run inside
/// one already; they use a Savepoint when a part of their work may fail alone.
/// Thread rule: the thread of its Database.
class Transaction {
public:
    enum class Kind { Read, Write };

    /// Locked when another connection writes. Transactions do not nest.
    static Result<Transaction> begin(Database& database, Kind kind);
    ~Transaction();
    Transaction(Transaction&& other) noexcept;
    Transaction& operator=(Transaction&&) = delete;

    /// What was written is on the disk when this returns without an error.
    Result<void> commit();

private:
    explicit Transaction(Database& database)
        : m_database(&database)
    {
    }

    Database* m_database; ///< null when it has ended
};

/// A part of a transaction that is undone unless it was released. Savepoints nest.
/// Thread rule: the thread of its Database.
class Savepoint {
public:
    static Result<Savepoint> begin(Database& database);
    ~Savepoint();
    Savepoint(Savepoint&& other) noexcept;
    Savepoint& operator=(Savepoint&&) = delete;

    /// Keeps what was done since begin(), as part of what surrounds it.
    Result<void> release();

private:
    explicit Savepoint(Database& database)
        : m_database(&database)
    {
    }

    Database* m_database; ///< null when it has ended
};

} // namespace core
