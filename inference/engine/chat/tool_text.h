// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/language_model.h"

#include <span>
#include <string>
#include <string_view>

namespace inference {

/// Calls stand between these in a model's answer (the form of the Hermes models).
constexpr std::string_view toolCallBegin = "<tool_call>";
constexpr std::string_view toolCallEnd = "</tool_call>";

/// The part of the instructions that tells which tools there are and how to call them. The same
/// tools in the same order give the same text.
std::string toolsText(std::span<const core::ToolDeclaration> tools);

/// A call as the model would have written it. Arguments that are no JSON stand as they are.
std::string toolCallText(const core::ModelToolCall& call);

/// What a tool answered, as the model reads it.
std::string toolAnswerText(const core::ModelMessage& message);

} // namespace inference
