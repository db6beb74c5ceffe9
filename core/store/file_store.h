// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/store/backup.h"
#include "core/store/migrations.h"
#include "core/store/owner_lock.h"
#include "core/store/reader_pool.h"
#include "core/store/store.h"
#include "core/store/workspace_file.h"
#include "core/store/writer.h"

namespace core {

/// The Store over one file. Opening does, in this order: resolve the path, lock, look at what the
/// file is without changing it, check it if the last owner died, make a back-up and migrate if it
/// is older, write the owner's row, start the writer.
class FileStore final : public Store {
public:
    /// `migrations` is a parameter so that a test can make an older or newer program.
    static Result<std::unique_ptr<Store>> open(const Options& options, Clock& clock, IdSource& ids,
        std::span<const Migration> migrations = workspaceMigrations());
    ~FileStore() override;

    [[nodiscard]] const std::filesystem::path& path() const override { return m_path; }
    [[nodiscard]] std::int64_t epoch() const override { return m_epoch; }
    [[nodiscard]] bool isReadOnly() const override { return m_writer == nullptr; }
    [[nodiscard]] TimestampUs lastCommitUs() const override;
    [[nodiscard]] std::optional<Error> checkpointError() const override;
    Result<void> truncateWal() override;
    [[nodiscard]] bool ownsFile(const std::filesystem::path& path) const override;

protected:
    Result<void> runWrite(const Operation& operation) override;
    Result<void> runRead(const Operation& operation) override;

private:
    FileStore(std::filesystem::path path, Clock& clock, std::int64_t epoch);

    // What follows is constant once open() has returned.
    std::filesystem::path m_path;
    Clock& m_clock;
    std::int64_t m_epoch;
    std::optional<OwnerLock> m_ownerLock; ///< when writing
    std::optional<ReaderLock> m_readerLock; ///< when only reading
    std::unique_ptr<ReaderPool> m_readers;
    std::unique_ptr<Writer> m_writer; ///< null when only reading
};

} // namespace core
