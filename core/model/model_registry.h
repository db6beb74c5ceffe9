// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/model/model_entry.h"

#include <filesystem>
#include <functional>
#include <vector>

namespace core {

/// The file models.json: which models this user imported, whatever the workspace. Several
/// processes may use it at a time; a change is read, altered and replaced under a lock, so none is
/// lost, and the file is always whole.
/// Errors: Corrupt when it does not hold what it must; it is then left alone.
/// Thread rule: any thread.
class ModelRegistry {
public:
    explicit ModelRegistry(std::filesystem::path directory);

    /// The models in the order of their import; none when there is no file yet.
    [[nodiscard]] Result<std::vector<ModelEntry>> read() const;

    /// Reads, lets `change` alter the list, writes. Nothing is written when `change` fails.
    Result<void> change(const std::function<Result<void>(std::vector<ModelEntry>&)>& change);

private:
    std::filesystem::path m_directory;
    std::filesystem::path m_file;
};

} // namespace core
