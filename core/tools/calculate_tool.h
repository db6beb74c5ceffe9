// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/tools/tool.h"

#include <memory>

namespace core {

/// calculate {expression}: the value of an arithmetic expression (core/tools/calculator.h).
/// The result joins the label of the call and is at least `tool`.
std::unique_ptr<Tool> makeCalculateTool();

} // namespace core
