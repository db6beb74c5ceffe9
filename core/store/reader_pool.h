// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/store/database.h"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace core {

/// A few connections that only read, lent to one operation at a time. An operation sees one state
/// of the workspace from its first statement to its end.
/// Thread rule: from any thread. A read inside a read takes a second connection; do not nest them.
class ReaderPool {
public:
    using Operation = std::function<Result<void>(Database&)>;

    static constexpr std::size_t connectionsMax = 4;

    ReaderPool(std::filesystem::path path, Database::Mode mode);

    /// Waits for a free connection.
    Result<void> run(const Operation& operation);

private:
    Result<std::unique_ptr<Database>> borrow();
    void giveBack(std::unique_ptr<Database> database); ///< null: it is not usable any more

    const std::filesystem::path m_path;
    const Database::Mode m_mode;
    std::mutex m_mutex;
    std::condition_variable m_returned;
    std::vector<std::unique_ptr<Database>> m_idle; ///< guarded by m_mutex
    std::size_t m_lent = 0; ///< guarded by m_mutex
};

} // namespace core
