// SPDX-License-Identifier: Apache-2.0
#include "inference/vulkan/pipeline_cache_file.h"

#include "core/base/digest.h"
#include "core/base/durable_file.h"

#include <fmt/format.h>

#include <bit>
#include <cstring>
#include <string_view>

namespace inference {

using core::ErrorCode;
using core::fail;
using core::Result;

static_assert(std::endian::native == std::endian::little, "the file's numbers are little endian");

namespace {

constexpr std::string_view magic = "HFPIPES1";
constexpr std::size_t digestBytes = sizeof(core::Digest);

template <class Value>
void append(std::string& text, const Value& value)
{
    text.append(reinterpret_cast<const char*>(&value), sizeof(value));
}

std::span<const std::uint8_t> bytesOf(std::string_view text)
{
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string digestOf(std::string_view head, std::string_view payload)
{
    core::Blake2b hash;
    hash.update(bytesOf(head));
    hash.update(bytesOf(payload));
    const core::Digest digest = hash.finish();
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

} // namespace

PipelineCacheFile::PipelineCacheFile(
    std::filesystem::path directory, const DeviceCapabilities& device)
    : m_identity(magic)
    , m_directory(std::move(directory))
{
    append(m_identity, device.driverVersion);
    append(m_identity, device.vendorId);
    append(m_identity, device.deviceId);
    append(m_identity, device.deviceUuid);
    append(m_identity, device.driverUuid);
    append(m_identity, device.pipelineCacheUuid);
    const core::Digest key = core::sha256(m_identity);
    m_path = m_directory / (core::hexText(std::span(key).first(16)) + ".pipelines");
}

Result<std::string> PipelineCacheFile::load() const
{
    const std::size_t headBytes = m_identity.size() + sizeof(std::uint64_t);
    std::string all = TRY(core::readWholeFile(m_path, payloadBytesMax + headBytes + digestBytes));
    if (all.size() < headBytes + digestBytes || !all.starts_with(m_identity)) {
        return fail(ErrorCode::Corrupt,
            fmt::format("'{}' is cut or was made for another driver.", m_path.string()));
    }
    std::uint64_t payloadBytes = 0;
    std::memcpy(&payloadBytes, all.data() + m_identity.size(), sizeof(payloadBytes));
    const std::string_view head = std::string_view(all).substr(0, headBytes);
    const std::string_view digest = std::string_view(all).substr(headBytes, digestBytes);
    const std::string_view payload = std::string_view(all).substr(headBytes + digestBytes);
    if (payload.size() != payloadBytes || digest != digestOf(head, payload)) {
        return fail(ErrorCode::Corrupt,
            fmt::format("'{}' does not hold what its checksum says.", m_path.string()));
    }
    return std::string(payload);
}

Result<void> PipelineCacheFile::save(std::string_view payload) const
{
    if (payload.size() > payloadBytesMax) {
        return fail(ErrorCode::LimitReached,
            fmt::format("The pipeline cache has {} bytes; at most {} are kept.", payload.size(),
                payloadBytesMax));
    }
    std::string all = m_identity;
    append(all, static_cast<std::uint64_t>(payload.size()));
    all += digestOf(all, payload);
    all += payload;
    TRY(core::makeDirectory(m_directory));
    return core::replaceFile(m_path, all);
}

} // namespace inference
