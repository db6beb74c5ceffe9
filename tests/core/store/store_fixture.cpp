// SPDX-License-Identifier: Apache-2.0
#include "store_fixture.h"

StoreFixture::StoreFixture()
    : workspace(file("a.holdfast"))
{
}

std::filesystem::path StoreFixture::file(const char* name) const
{
    return directory.filePath(name).toStdString();
}

QByteArray StoreFixture::content() const
{
    QFile stored(QString::fromStdString(workspace.native()));
    return stored.open(QIODevice::ReadOnly) ? stored.readAll() : QByteArray();
}

core::Result<std::unique_ptr<core::Store>> StoreFixture::tryOpen(
    std::span<const core::Migration> migrations)
{
    auto store = TRY(
        core::FileStore::open({.path = workspace, .backupDirectory = {}}, clock, ids, migrations));
    if (!store->isReadOnly()) {
        TRY(store->write([](core::Database& database) {
            return database.execute(
                "CREATE TABLE IF NOT EXISTS notes (id INTEGER PRIMARY KEY, text TEXT) STRICT");
        }));
    }
    return store;
}

std::unique_ptr<core::Store> StoreFixture::open()
{
    auto store = tryOpen();
    if (!store) {
        qWarning("%s", store.error().message.c_str());
        return nullptr;
    }
    return std::move(*store);
}

core::Result<void> addNote(core::Store& store, std::int64_t id, const std::string& text)
{
    return addNotes(store, id, 1, text);
}

core::Result<void> addNotes(
    core::Store& store, std::int64_t firstId, int count, const std::string& text)
{
    return store.write([&](core::Database& database) -> core::Result<void> {
        auto statement = TRY(database.prepare("INSERT INTO notes (id, text) VALUES (?1, ?2)"));
        for (int i = 0; i < count; ++i) {
            TRY(statement.bind(1, firstId + i).bind(2, text).run());
        }
        return {};
    });
}

core::Result<std::int64_t> countNotes(core::Store& store)
{
    return store.read(
        [](core::Database& database) { return database.integerOf("SELECT count(*) FROM notes"); });
}

core::Result<std::string> fullCheck(core::Store& store)
{
    return store.read(
        [](core::Database& database) { return database.textOf("PRAGMA integrity_check"); });
}
