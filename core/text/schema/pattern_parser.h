// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/text/schema/code_points.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace core::schema {

/// A piece of a pattern as it was written.
struct PatternNode {
    enum class Kind { Empty, Set, Sequence, Choice, Repeat, Begin, End };
    Kind kind = Kind::Empty;
    CodePointSet set = {}; ///< Set: one of these
    std::vector<std::size_t> children = {}; ///< Sequence, Choice; Repeat has one
    std::size_t timesMin = 0; ///< Repeat
    std::optional<std::size_t> timesMax = {}; ///< Repeat; nothing: no end
};

/// A pattern taken apart; children are indexes into `nodes`.
struct PatternTree {
    std::vector<PatternNode> nodes;
    std::size_t root = 0;
};

/// Reads the regular part of the expressions that JSON Schema takes from ECMA-262 (with the `u`
/// flag): characters, `.`, classes, \d \w \s and their opposites, \t \n \r \f \v \0 \xHH \uHHHH
/// \u{H…} \cX, groups, alternatives, `* + ? {n} {n,} {n,m}` (also lazy: the same texts), ^ and $.
/// InvalidInput for what is no expression, Unsupported for back references, look-around, word
/// borders and \p, LimitReached for too many bytes or levels.
Result<PatternTree> parsePattern(std::string_view pattern);

} // namespace core::schema
