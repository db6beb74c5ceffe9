// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

/// What a llama model's numbers may be. Wide enough for every model that is published, narrow
/// enough that no product of three of them overflows 64 bits. Each is named in its error.
namespace inference::limits {

constexpr std::int64_t layersMax = 512;
constexpr std::int64_t widthMax = 131072;
constexpr std::int64_t headsMax = 1024;
constexpr std::int64_t headSizeMax = 1024;
constexpr std::int64_t feedForwardMax = 1048576;
constexpr std::int64_t vocabularyMax = 16777216;
constexpr std::int64_t contextLengthMax = 16777216;
constexpr std::int64_t expertsMax = 1024;
constexpr std::int64_t slidingWindowMax = contextLengthMax;
constexpr double ropeBaseMax = 1e12;
constexpr double ropeScaleMax = 1e6;
constexpr double ropeFactorMax = 1e6;
constexpr double normEpsilonMax = 1.0;

} // namespace inference::limits
