// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"
#include "core/store/database.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace core {

/// The back-ups of one workspace: whole, checked copies in one folder, named by the time they were
/// made. The newest `kept` stay, older ones go.
/// Thread rule: that of the database it copies.
class BackupRing {
public:
    static constexpr std::size_t kept = 8;

    /// `directory` may not exist yet; empty means `backups` beside the workspace.
    BackupRing(const std::filesystem::path& workspace, const std::filesystem::path& directory);

    /// Copies the database in steps, checks the copy and puts it among the back-ups.
    /// Errors: DiskFull, Corrupt (the workspace itself is damaged), Io. Nothing is left then.
    Result<std::filesystem::path> add(Database& source, Clock& clock) const;

    /// The last back-up that was made.
    [[nodiscard]] std::optional<std::filesystem::path> newest() const;

    [[nodiscard]] const std::filesystem::path& directory() const { return m_directory; }

private:
    [[nodiscard]] std::vector<std::filesystem::path> list() const; ///< oldest first

    std::filesystem::path m_directory;
    std::string m_name; ///< of the workspace, without extension
};

} // namespace core
