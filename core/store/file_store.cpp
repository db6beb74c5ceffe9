// SPDX-License-Identifier: Apache-2.0
#include "core/store/file_store.h"

#include "core/store/opening.h"

#include <fmt/format.h>

#include <utility>

namespace core {

Result<std::unique_ptr<Store>> FileStore::open(
    const Options& options, Clock& clock, IdSource& ids, std::span<const Migration> migrations)
{
    WorkspaceFile file = TRY(WorkspaceFile::find(options.path));
    const BackupRing backups(file.path, options.backupDirectory);
    if (file.access == FileAccess::ReadOnly) {
        if (!file.exists) {
            return fail(openForReading(file, backups, migrations).error());
        }
        ReaderLock lock = TRY(ReaderLock::acquire(file.path));
        OpenedWorkspace opened = TRY(openForReading(file, backups, migrations));
        std::unique_ptr<FileStore> store(new FileStore(file.path, clock, opened.epoch));
        store->m_readerLock.emplace(std::move(lock));
        store->m_readers = std::make_unique<ReaderPool>(file.path, opened.readerMode);
        return store;
    }
    OwnerLock lock = TRY(OwnerLock::acquire(file.path));
    OpenedWorkspace opened = TRY(openForWriting(file, backups, clock, ids, migrations));
    std::unique_ptr<FileStore> store(new FileStore(file.path, clock, opened.epoch));
    store->m_ownerLock.emplace(std::move(lock));
    store->m_readers = std::make_unique<ReaderPool>(file.path, opened.readerMode);
    const auto reopen = [path = file.path] {
        return Database::open(path, Database::Mode::ReadWrite);
    };
    store->m_writer = std::make_unique<Writer>(std::move(opened.database), reopen, clock);
    return store;
}

FileStore::FileStore(std::filesystem::path path, Clock& clock, std::int64_t epoch)
    : m_path(std::move(path))
    , m_clock(clock)
    , m_epoch(epoch)
{
}

// The writer's connection is the last to close: it folds the WAL in, which readers would hold up.
FileStore::~FileStore()
{
    if (m_writer) {
        std::unique_ptr<Database> database = m_writer->stop();
        m_readers.reset();
        closeWorkspace(std::move(database), m_epoch, m_clock);
    }
}

TimestampUs FileStore::lastCommitUs() const
{
    return m_writer ? m_writer->lastCommitUs() : 0;
}

std::optional<Error> FileStore::checkpointError() const
{
    return m_writer ? m_writer->checkpointError() : std::nullopt;
}

Result<void> FileStore::truncateWal()
{
    if (!m_writer) {
        return {};
    }
    return m_writer->truncateWal();
}

bool FileStore::ownsFile(const std::filesystem::path& path) const
{
    const auto asked = fileIdentity(path);
    return asked
        && (asked == fileIdentity(m_path) || asked == fileIdentity(walPathOf(m_path))
            || asked == fileIdentity(OwnerLock::pathFor(m_path)));
}

Result<void> FileStore::runWrite(const Operation& operation)
{
    if (!m_writer) {
        return fail(ErrorCode::ReadOnly,
            fmt::format("{} can only be read. Open a copy that can be written.", m_path.native()));
    }
    return m_writer->run(operation);
}

Result<void> FileStore::runRead(const Operation& operation)
{
    return m_readers->run(operation);
}

} // namespace core
