// SPDX-License-Identifier: Apache-2.0
#include "core/api/socket_path.h"

#include "core/base/digest.h"

#include <fmt/format.h>

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>

namespace core {

namespace {

constexpr std::size_t nameDigits = 16;

std::filesystem::path runtimeDirectory()
{
    const char* runtime = std::getenv("XDG_RUNTIME_DIR");
    if (runtime != nullptr && *runtime == '/') {
        return std::filesystem::path(runtime) / "holdfast";
    }
    return fmt::format("/tmp/holdfast-{}", ::geteuid());
}

/// Under /tmp anybody may have made the name before us: a link or a stranger's directory is
/// refused.
Result<void> requirePrivateDirectory(const std::filesystem::path& directory)
{
    if (::mkdir(directory.c_str(), S_IRWXU) != 0 && errno != EEXIST) {
        return fail(ErrorCode::Io,
            fmt::format("The directory '{}' for the socket could not be made: {}.",
                directory.native(), std::generic_category().message(errno)));
    }
    struct stat facts { };
    if (::lstat(directory.c_str(), &facts) != 0 || !S_ISDIR(facts.st_mode)
        || facts.st_uid != ::geteuid() || (facts.st_mode & 0777U) != S_IRWXU)
    {
        return fail(ErrorCode::Denied,
            fmt::format("'{}' is not a directory of mode 0700 that belongs to you. Correct or "
                        "remove it.",
                directory.native()));
    }
    return {};
}

} // namespace

Result<std::filesystem::path> socketPathFor(const std::filesystem::path& workspace)
{
    const std::filesystem::path directory = runtimeDirectory();
    TRY(requirePrivateDirectory(directory));
    std::error_code code;
    const std::filesystem::path canonical = std::filesystem::weakly_canonical(workspace, code);
    if (code) {
        return fail(ErrorCode::Io,
            fmt::format(
                "The path '{}' cannot be resolved: {}.", workspace.native(), code.message()));
    }
    return directory / (hexText(sha256(canonical.native())).substr(0, nameDigits) + ".sock");
}

} // namespace core
