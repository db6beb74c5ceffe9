// SPDX-License-Identifier: Apache-2.0
#include "core/store/reader_pool.h"

#include "core/store/transaction.h"

#include <fmt/format.h>

#include <exception>
#include <utility>

namespace core {

namespace {

Result<void> readIn(Database& database, const ReaderPool::Operation& operation)
{
    try {
        const Transaction transaction = TRY(Transaction::begin(database, Transaction::Kind::Read));
        return operation(database);
    } catch (const std::bad_alloc&) {
        return fail(ErrorCode::OutOfMemory, "There is not enough memory for this read.");
    } catch (const std::exception& error) {
        return fail(
            ErrorCode::Internal, fmt::format("A read failed unexpectedly: {}.", error.what()));
    }
}

} // namespace

ReaderPool::ReaderPool(std::filesystem::path path, Database::Mode mode)
    : m_path(std::move(path))
    , m_mode(mode)
{
}

Result<void> ReaderPool::run(const Operation& operation)
{
    std::unique_ptr<Database> database = TRY(borrow());
    Result<void> outcome = readIn(*database, operation);
    const bool isBroken = !outcome && outcome.error().code == ErrorCode::Io;
    giveBack(isBroken ? nullptr : std::move(database));
    return outcome;
}

Result<std::unique_ptr<Database>> ReaderPool::borrow()
{
    {
        std::unique_lock lock(m_mutex);
        m_returned.wait(lock, [this] { return m_lent < connectionsMax; });
        ++m_lent;
        if (!m_idle.empty()) {
            auto database = std::move(m_idle.back());
            m_idle.pop_back();
            return database;
        }
    }
    auto opened = Database::open(m_path, m_mode);
    if (!opened) {
        giveBack(nullptr);
    }
    return opened;
}

void ReaderPool::giveBack(std::unique_ptr<Database> database)
{
    {
        const std::lock_guard lock(m_mutex);
        --m_lent;
        if (database) {
            m_idle.push_back(std::move(database));
        }
    }
    m_returned.notify_one();
}

} // namespace core
