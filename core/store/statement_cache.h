// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

#include <string>
#include <string_view>
#include <unordered_map>

struct sqlite3;
struct sqlite3_stmt;

namespace core {

/// The prepared statements of one connection that nobody uses at the moment, by their text. The
/// texts are constants of the program, so the cache stays small; the limit guards against a text
/// built at run time.
/// Thread rule: the thread of its Database.
class StatementCache {
public:
    static constexpr std::size_t statementsMax = 256;

    explicit StatementCache(sqlite3* handle);
    ~StatementCache();
    StatementCache(const StatementCache&) = delete;
    StatementCache& operator=(const StatementCache&) = delete;

    /// An idle statement for the text, else a new one. Internal when the text is not exactly one
    /// statement that this schema knows.
    Result<sqlite3_stmt*> take(std::string_view sql);

    /// Takes a statement back; resets it and drops its bindings.
    void giveBack(sqlite3_stmt* statement);

    [[nodiscard]] std::size_t idleStatements() const { return m_idle.size(); }

private:
    Result<sqlite3_stmt*> compile(std::string_view sql);

    sqlite3* m_handle;
    std::unordered_multimap<std::string, sqlite3_stmt*> m_idle;
};

} // namespace core
