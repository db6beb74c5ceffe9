// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/policy/label.h"
#include "core/tools/tool.h"

#include <string>
#include <string_view>

namespace core {

/// A JSON schema of an object: `{"type": "object", "properties": …, "required": …,
/// "additionalProperties": false}`.
Json objectSchema(Json properties, Json required);

/// The text cut to toolOutputBytesMax with a note of how much is missing; invalid UTF-8 replaced.
std::string boundedOutput(std::string text);

/// The text on one line: control characters as `\xNN`, invalid UTF-8 replaced. For file names.
std::string singleLine(std::string_view text);

/// What a tool says that could not do what it was asked.
ToolOutcome refusedOutcome(std::string message, Label label);

/// The label of what this program itself computes or says: tool/project, origin "tool:NAME".
Label toolLabel(std::string_view toolName);

} // namespace core
