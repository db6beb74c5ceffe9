// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/id_source.h"
#include "core/store/store.h"
#include "tests/core/test_support/fixed_clock.h"

#include <QTemporaryDir>

#include <filesystem>
#include <memory>
#include <string>

namespace core {

/// A workspace in a temporary directory, with a clock that stands still and ids that are the same
/// in every run. A test makes one in initTestCase() or for each case.
/// Thread rule: as Store.
class WorkspaceFixture {
public:
    static constexpr std::uint64_t seed = 2027;

    WorkspaceFixture();

    FixedClock& clock() { return m_clock; }
    IdSource& ids() { return m_ids; }
    Store& store() { return *m_store; }
    [[nodiscard]] std::filesystem::path directory() const;
    [[nodiscard]] std::filesystem::path file() const { return directory() / "test.holdfast"; }

    /// Closes the workspace and opens it again, as a restart of the program does. The objects that
    /// hold the Store must be made anew.
    void reopen();

    /// Closes it; store() may not be used before reopen().
    void close() { m_store.reset(); }

private:
    QTemporaryDir m_directory;
    FixedClock m_clock;
    UuidSource m_ids;
    std::unique_ptr<Store> m_store;
};

/// The value of a Result; ends the test program with the error's message when there is none.
template <class T>
T valueOf(Result<T> result)
{
    if (!result) {
        qFatal("%s", result.error().message.c_str());
    }
    if constexpr (!std::is_void_v<T>) {
        return std::move(*result);
    }
}

} // namespace core
