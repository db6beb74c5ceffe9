// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"
#include "core/base/id_source.h"
#include "core/store/backup.h"
#include "core/store/migrations.h"
#include "core/store/workspace_file.h"

namespace core {

/// A workspace whose database was opened, checked and brought to the present version.
struct OpenedWorkspace {
    std::unique_ptr<Database> database;
    Database::Mode readerMode = Database::Mode::Reader;
    std::int64_t epoch = 0;
};

/// Opens for writing; the caller holds the owner lock. A file that is refused is left as it was.
Result<OpenedWorkspace> openForWriting(WorkspaceFile file, const BackupRing& backups, Clock& clock,
    IdSource& ids, std::span<const Migration> migrations);

/// Opens for reading; the caller holds the reader lock. Unsupported when the version is older than
/// this program's, since it cannot be migrated.
Result<OpenedWorkspace> openForReading(
    const WorkspaceFile& file, const BackupRing& backups, std::span<const Migration> migrations);

/// Writes that the owner of this epoch has closed, folds the WAL in and closes.
void closeWorkspace(std::unique_ptr<Database> database, std::int64_t epoch, Clock& clock);

} // namespace core
