// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/language_model.h"
#include "inference/engine/chat/call_reader.h"

#include <span>
#include <string>
#include <string_view>

namespace inference {

/// Calls stand between these in a model's answer (the form of the Hermes models).
constexpr std::string_view toolCallBegin = "<tool_call>";
constexpr std::string_view toolCallEnd = "</tool_call>";

/// {type: "function", function: {name, description, parameters}}, in this order.
core::OrderedJson toolJson(const core::ToolDeclaration& tool);

/// Tells, in the instructions, which tools there are and how to call them, for models whose
/// templates do not: in DeepSeek's own form, else in the one that Holdfast teaches. The same tools
/// in the same order give the same text.
std::string toolsText(std::span<const core::ToolDeclaration> tools, CallFormat format);

/// A call as the model would have written it. Arguments that are no JSON stand as they are.
std::string toolCallText(const core::ModelToolCall& call);

/// What a tool answered, as the model reads it.
std::string toolAnswerText(const core::ModelMessage& message);

} // namespace inference
