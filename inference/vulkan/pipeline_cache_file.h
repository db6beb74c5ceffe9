// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "inference/vulkan/device_capabilities.h"

#include <cstddef>
#include <filesystem>
#include <string>

namespace inference {

/// What a driver gave to compile pipelines faster next time, kept in a file of one device and
/// driver. The file is a cache: whatever is wrong with it costs time and nothing else.
/// Layout, little endian: "HFPIPES1", driver version, vendor and device id (u32), device, driver
/// and pipeline cache UUID (16 bytes each), payload bytes (u64), BLAKE2b-256 of all of the above
/// and the payload, payload. Drivers check their own header too, but not every byte behind it.
/// Thread rule: any thread; the file is replaced as a whole.
class PipelineCacheFile {
public:
    static constexpr std::size_t payloadBytesMax = std::size_t{256} * 1024 * 1024;

    /// In `directory`, named after the device's and the driver's UUID.
    PipelineCacheFile(std::filesystem::path directory, const DeviceCapabilities& device);

    /// The payload. NotFound without a file, Corrupt (cut, flipped, of another driver), or what
    /// the system says.
    [[nodiscard]] core::Result<std::string> load() const;

    /// LimitReached above payloadBytesMax, or what the system says.
    [[nodiscard]] core::Result<void> save(std::string_view payload) const;

    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }

private:
    std::string m_identity; // the header up to the payload's size
    std::filesystem::path m_directory;
    std::filesystem::path m_path;
};

} // namespace inference
