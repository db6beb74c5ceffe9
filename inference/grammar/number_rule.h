// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/text/schema/schema.h"
#include "inference/grammar/grammar_builder.h"

namespace inference {

/// The numbers that a schema's shape allows, in decimal digits. Every text has an end in sight:
/// whole numbers go to ±2^53 (parseJson takes no others), others have at most
/// limits::numberDigitsMax digits, so that no two of them are the same double and a bound means
/// what it says. Only a number without bounds and steps may have an exponent, of two digits.
/// Zero has no sign.
Grammar::RuleId numberRule(GrammarBuilder& builder, const core::Schema::NumberShape& shape);

} // namespace inference
