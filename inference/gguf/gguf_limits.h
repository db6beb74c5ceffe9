// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

/// What the reader of model files accepts at most. Each limit is named in the error that it causes.
namespace inference::limits {

constexpr std::uint32_t versionMin = 2;
constexpr std::uint32_t versionMax = 3;

/// Larger than any disk that holds models; keeps sums of sizes far from overflow.
constexpr std::uint64_t fileBytesMax = std::uint64_t{1} << 44;

/// Memory that keys, values and tensor descriptions may take once read.
constexpr std::uint64_t metadataBytesMax = std::uint64_t{256} * 1024 * 1024;

constexpr std::uint64_t keyBytesMax = 65535;
constexpr std::uint64_t tensorNameBytesMax = 63;
constexpr std::uint32_t dimensionsMax = 4;

/// Least alignment that the format allows, so that weights may be read as whole words.
constexpr std::uint64_t alignmentMin = 8;
constexpr std::uint64_t alignmentMax = std::uint64_t{1024} * 1024;
constexpr std::uint64_t alignmentDefault = 32;

} // namespace inference::limits
