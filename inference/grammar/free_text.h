// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/grammar/grammar_builder.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace inference {

/// Whether a text may be over at any byte.
enum class MayEnd { No, Yes };

/// Any bytes up to and with the first place where a mark stands, which leads to `behind`. With
/// MayEnd::Yes the rule may end before it.
void layUntil(GrammarBuilder& builder, Grammar::NodeId from, std::string_view mark,
    Grammar::NodeId behind, MayEnd mayEnd);

/// Any bytes in which a mark does not stand. The rule may end everywhere.
void layWithout(GrammarBuilder& builder, Grammar::NodeId from, std::string_view mark);

/// One of several beginnings, each leading to its own node, or else any bytes that do not begin so.
/// The rule may end everywhere.
void layUnlessBegun(GrammarBuilder& builder, Grammar::NodeId from,
    const std::vector<std::pair<std::string, Grammar::NodeId>>& beginnings);

} // namespace inference
