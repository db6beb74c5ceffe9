// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/store/file_store.h"

#include <QTemporaryDir>
#include <QtTest>

/// What the tests of the store share: a folder, a clock, and a table of notes to fill.
struct StoreFixture {
    StoreFixture();

    /// Null, with a warning, when it does not open.
    std::unique_ptr<core::Store> open();
    core::Result<std::unique_ptr<core::Store>> tryOpen(
        std::span<const core::Migration> migrations = core::workspaceMigrations());

    [[nodiscard]] std::filesystem::path file(const char* name) const;
    [[nodiscard]] QByteArray content() const; ///< of the workspace

    QTemporaryDir directory;
    std::filesystem::path workspace;
    core::SystemClock clock;
    core::UuidSource ids{clock};
};

core::Result<void> addNote(core::Store& store, std::int64_t id, const std::string& text);
/// Several in one operation.
core::Result<void> addNotes(
    core::Store& store, std::int64_t firstId, int count, const std::string& text);
core::Result<std::int64_t> countNotes(core::Store& store);
core::Result<std::string> fullCheck(core::Store& store);

/// Fails the test with the message of the error.
#define VERIFY_RESULT(expression)                                                                  \
    do {                                                                                           \
        const auto& verified_ = (expression);                                                      \
        QVERIFY2(verified_.has_value(), verified_ ? "" : verified_.error().message.c_str());       \
    } while (false)

/// Fails the test unless the expression gives this error.
#define VERIFY_ERROR(expression, expected)                                                         \
    do {                                                                                           \
        const auto& refused_ = (expression);                                                       \
        QVERIFY2(!refused_.has_value(), "An error was expected.");                                 \
        QCOMPARE(core::errorCodeName(refused_.error().code), core::errorCodeName(expected));       \
    } while (false)

template <>
inline char* QTest::toString(const std::string_view& text)
{
    return qstrdup(std::string(text).c_str());
}
