// SPDX-License-Identifier: Apache-2.0
#include "core/store/backup.h"

#include "core/store/store_sql.h"
#include "core/store/workspace_file.h"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace core {

namespace {

constexpr int pagesPerStep = 1024;
constexpr std::string_view extension = ".holdfast-backup";

Result<void> copyPages(Database& source, Database& target)
{
    sqlite3_backup* backup = sqlite3_backup_init(target.handle(), "main", source.handle(), "main");
    if (backup == nullptr) {
        return fail(
            databaseError(target.handle(), sqlite3_errcode(target.handle()), "begin a back-up"));
    }
    int code = SQLITE_OK;
    while (code == SQLITE_OK) {
        code = sqlite3_backup_step(backup, pagesPerStep);
    }
    const int finished = sqlite3_backup_finish(backup);
    if (code != SQLITE_DONE || finished != SQLITE_OK) {
        return fail(databaseError(
            target.handle(), code == SQLITE_DONE ? finished : code, "copy into a back-up"));
    }
    return {};
}

Result<void> check(const std::filesystem::path& copy)
{
    const auto database = TRY(Database::open(copy, Database::Mode::Immutable));
    if (const std::string verdict = TRY(database->textOf(sql::fullCheck)); verdict != "ok") {
        return fail(ErrorCode::Corrupt,
            fmt::format("A back-up was made, but its check says: {}. The workspace is damaged; "
                        "nothing was changed.",
                verdict));
    }
    return {};
}

Result<void> flush(const std::filesystem::path& path)
{
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return fail(systemError(errno, "open", path));
    }
    const int outcome = ::fsync(descriptor);
    const int reason = errno;
    ::close(descriptor);
    if (outcome != 0) {
        return fail(systemError(reason, "flush", path));
    }
    return {};
}

Result<void> makeCopy(Database& source, const std::filesystem::path& copy)
{
    WorkspaceFile file{.path = copy};
    TRY(file.create());
    {
        const auto target = TRY(Database::open(copy, Database::Mode::ReadWrite));
        TRY(copyPages(source, *target));
        TRY(target->textOf(sql::rollbackJournal));
    }
    TRY(check(copy));
    return flush(copy);
}

} // namespace

BackupRing::BackupRing(
    const std::filesystem::path& workspace, const std::filesystem::path& directory)
    : m_directory(directory.empty() ? workspace.parent_path() / "backups" : directory)
    , m_name(workspace.stem().native())
{
}

Result<std::filesystem::path> BackupRing::add(Database& source, Clock& clock) const
{
    if (::mkdir(m_directory.c_str(), 0700) != 0 && errno != EEXIST) {
        return fail(systemError(errno, "make the folder", m_directory));
    }
    const TimestampUs now = clock.now();
    const std::string time = fmt::format("{:%Y%m%dT%H%M%S}.{:06}Z",
        fmt::gmtime(static_cast<std::time_t>(now / 1'000'000)), now % 1'000'000);
    const std::filesystem::path final =
        m_directory / fmt::format("{}.{}{}", m_name, time, extension);
    const std::filesystem::path partial = final.native() + ".partial";
    ::unlink(partial.c_str());
    const Result<void> made = makeCopy(source, partial);
    if (!made) {
        ::unlink(partial.c_str());
        return fail(made.error());
    }
    if (::rename(partial.c_str(), final.c_str()) != 0) {
        return fail(systemError(errno, "rename", partial));
    }
    TRY(flush(m_directory));
    const auto all = list();
    for (std::size_t i = 0; i + kept < all.size(); ++i) {
        ::unlink(all[i].c_str());
    }
    return final;
}

std::optional<std::filesystem::path> BackupRing::newest() const
{
    const auto all = list();
    return all.empty() ? std::nullopt : std::optional(all.back());
}

std::vector<std::filesystem::path> BackupRing::list() const
{
    std::vector<std::filesystem::path> found;
    std::error_code error;
    for (auto it = std::filesystem::directory_iterator(m_directory, error);
         !error && it != std::filesystem::directory_iterator(); it.increment(error))
    {
        const std::string name = it->path().filename().native();
        if (name.starts_with(m_name + ".") && name.ends_with(extension)) {
            found.push_back(it->path());
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

} // namespace core
