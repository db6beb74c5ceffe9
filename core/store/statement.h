// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/id.h"
#include "core/base/result.h"

#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

struct sqlite3_stmt;

namespace core {

class StatementCache;

/// A prepared statement in use. Parameters count from 1, columns from 0. Binding errors are kept
/// and reported by the next step(), so that binds chain:
/// `auto s = TRY(db.prepare(sql::nameOfThing)); s.bind(1, id);`
/// `while (TRY(s.step())) { use(s.text(0)); }`
/// It must not outlive its Database. Reading a column of another type converts as SQLite does;
/// NULL reads as 0 or empty.
/// Thread rule: the thread of its Database.
class Statement {
public:
    Statement(sqlite3_stmt* statement, StatementCache& cache);
    ~Statement(); ///< gives it back to the cache, reset
    Statement(Statement&& other) noexcept;
    Statement& operator=(Statement&& other) noexcept;
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    Statement& bind(int parameter, std::int64_t value);
    template <std::integral T>
    Statement& bind(int parameter, T value)
    {
        return bind(parameter, static_cast<std::int64_t>(value));
    }
    Statement& bind(int parameter, double value);
    Statement& bind(int parameter, std::string_view value);
    Statement& bind(int parameter, const char* value)
    {
        return bind(parameter, std::string_view(value));
    }
    Statement& bind(int parameter, const std::string& value)
    {
        return bind(parameter, std::string_view(value));
    }
    Statement& bind(int parameter, std::span<const std::uint8_t> blob);
    Statement& bind(int parameter, const Uuid& uuid) { return bind(parameter, uuid.span()); }
    Statement& bindNull(int parameter);
    template <class T>
    Statement& bind(int parameter, const std::optional<T>& value)
    {
        return value ? bind(parameter, *value) : bindNull(parameter);
    }

    /// True: a row is there. False: done.
    Result<bool> step();

    /// Runs a statement that gives no rows to its end, and makes it ready for other bindings.
    Result<void> run();

    [[nodiscard]] bool isNull(int column) const;
    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] double real(int column) const;
    [[nodiscard]] std::string text(int column) const;
    [[nodiscard]] std::span<const std::uint8_t> blob(
        int column) const; ///< valid until the next step
    [[nodiscard]] Uuid uuid(int column) const; ///< all zero when the column is not 16 bytes
    [[nodiscard]] std::optional<std::int64_t> optionalInteger(int column) const;
    [[nodiscard]] std::optional<std::string> optionalText(int column) const;

private:
    void giveBack();

    sqlite3_stmt* m_statement;
    StatementCache* m_cache;
    int m_bindError = 0;
};

} // namespace core
