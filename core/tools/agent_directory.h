// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

namespace core {

class Store;

/// An open file descriptor.
class FileHandle {
public:
    explicit FileHandle(int descriptor = -1)
        : m_descriptor(descriptor)
    {
    }
    FileHandle(FileHandle&& other) noexcept
        : m_descriptor(std::exchange(other.m_descriptor, -1))
    {
    }
    FileHandle& operator=(FileHandle&& other) noexcept;
    FileHandle(const FileHandle&) = delete;
    FileHandle& operator=(const FileHandle&) = delete;
    ~FileHandle();

    [[nodiscard]] int get() const { return m_descriptor; }
    [[nodiscard]] bool isOpen() const { return m_descriptor >= 0; }

    /// Gives the descriptor away.
    int release() { return std::exchange(m_descriptor, -1); }

private:
    int m_descriptor;
};

/// How a path below the directory is resolved.
enum class PathResolution {
    KernelOrWalk, ///< openat2 with RESOLVE_BENEATH; without it (an old kernel) as Walk
    Walk, ///< step by step, every link refused
};

/// The directory a person chose for an agent, and the only way its tools reach files. A path is
/// resolved by the kernel below the directory, so that neither "..", an absolute path, a link nor a
/// rename in between can lead out of it; then it is looked at without opening it (O_PATH), and only
/// a regular file (or directory) that is not the workspace's own is opened for reading.
/// Errors in words for a model: NotFound, Denied (leads outside, the workspace's own file, not a
/// regular file, no permission), InvalidInput (a NUL, too long).
/// Thread rule: any thread.
class AgentDirectory {
public:
    static Result<AgentDirectory> open(const std::filesystem::path& directory, Store& store,
        PathResolution resolution = PathResolution::KernelOrWalk);

    /// A regular file, open for reading without blocking.
    Result<FileHandle> openFile(std::string_view path) const;

    /// A directory, open for reading. "" and "." are the directory itself.
    Result<FileHandle> openDirectory(std::string_view path) const;

private:
    enum class Kind { File, Directory };
    AgentDirectory(FileHandle root, Store& store, PathResolution resolution);
    Result<FileHandle> locate(std::string_view path) const;
    Result<FileHandle> openChecked(std::string_view path, Kind kind) const;

    FileHandle m_root;
    Store* m_store;
    PathResolution m_resolution;
};

} // namespace core
