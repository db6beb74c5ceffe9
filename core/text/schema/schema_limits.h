// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

/// What a schema may be at most, so that none can hang a program or fill its memory. Reaching one
/// is LimitReached and names it.
namespace core::schema::limits {

constexpr std::size_t textBytesMax = std::size_t{1} << 20U; ///< of a schema's text
constexpr std::size_t depthMax = 64; ///< levels of JSON, as parseJson has it
constexpr std::size_t nodesMax = 5'000; ///< places that describe a value, made by allOf included
constexpr std::size_t valuesMax = 5'000; ///< of all enum and const together
constexpr std::size_t literalBytesMax = std::size_t{256} * 1024; ///< of names, enum and const
constexpr std::size_t referencesMax = 500; ///< alternatives and references behind one another
constexpr std::size_t checkStepsMax = 1'000'000; ///< of the check of one value

constexpr std::size_t patternBytesMax = 4096;
constexpr std::size_t patternDepthMax = 32; ///< groups in groups
constexpr std::size_t patternNodesMax = 8'000; ///< of a pattern with its counts written out
constexpr std::size_t patternStatesMax = 2'000; ///< of the automaton that reads it
constexpr std::size_t patternStepsMax = 2'000'000; ///< to build it

/// Steps that multipleOf may be made of: a multiple of 10^-k, this many times at most.
constexpr std::uint64_t multipleMax = 1'000'000;

} // namespace core::schema::limits
