// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

/// What a grammar may be at most. Reaching one is LimitReached with E_GRAMMAR and names it.
namespace inference::limits {

constexpr std::size_t grammarNodesMax = 200'000; ///< places between two bytes of a text
constexpr std::size_t grammarPathsMax = 4'096; ///< ways in which a text so far can be read
constexpr std::size_t grammarStatesMax = 100'000; ///< sets of such ways met while one mask is made
constexpr std::size_t grammarStatesKept = 20'000; ///< with more than these all are forgotten
constexpr std::size_t grammarDepthMax = 64; ///< containers in containers, as parseJson has it

/// Digits of a number that has no bounds: with so many every decimal is another double.
constexpr std::size_t numberDigitsMax = 15;

} // namespace inference::limits
