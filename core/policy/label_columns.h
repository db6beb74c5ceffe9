// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/policy/label.h"
#include "core/store/statement.h"

namespace core {

/// Binds integrity, confidentiality and origins to three parameters in a row.
void bindLabel(Statement& statement, int firstParameter, const Label& label);

/// Reads the three columns integrity, confidentiality, origins. Corrupt when they hold anything
/// else.
Result<Label> readLabel(const Statement& statement, int firstColumn);

} // namespace core
