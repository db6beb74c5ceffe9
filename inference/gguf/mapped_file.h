// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "inference/gguf/sigbus_guard.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

namespace inference {

/// A regular file mapped read-only. Refuses directories, FIFOs and devices (E_FILE_KIND).
/// When another program shortens the file while it is mapped, reads behind its new end give zeros
/// instead of ending the process (see sigbus_guard.h): whoever has read bytes calls
/// checkUnchanged() before it trusts what it made of them.
/// Thread rule: immutable; may be read from any thread.
class MappedFile {
public:
    /// NotFound, Denied, InvalidInput (no regular file), LimitReached (too large) or Io.
    static core::Result<std::shared_ptr<const MappedFile>> open(const std::filesystem::path& path);
    ~MappedFile();
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;

    [[nodiscard]] std::span<const std::uint8_t> bytes() const { return {m_data, m_size}; }
    [[nodiscard]] std::uint64_t size() const { return m_size; }

    /// Corrupt with E_FILE_CHANGED when a read has failed, or when the file's size or time of
    /// change is no longer what it was at open.
    [[nodiscard]] core::Result<void> checkUnchanged() const;

private:
    MappedFile() = default;
    int m_descriptor = -1;
    const std::uint8_t* m_data = nullptr;
    std::uint64_t m_size = 0;
    std::int64_t m_changedNs = 0;
    SigbusGuard m_guard;
};

} // namespace inference
