// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/context.h"
#include "core/base/result.h"

#include <string>

namespace app {

/// The turn when nothing more happens to it by itself. Needed by every command that starts work,
/// because work ends with the process that owns the workspace. Cancelled at a stop; the turn then
/// stays open and goes on at the next resume.
core::Result<core::Json> waitForTurn(Context& context, const std::string& turnId);

/// True for completed, failed, cancelled and waiting.
bool isSettled(const core::Json& turn);

} // namespace app
