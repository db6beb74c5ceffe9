// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/model/language_model.h"
#include "core/text/json.h"

namespace core {

/// The most messages and tools of one conversation that is given as JSON.
constexpr std::size_t chatMessagesMax = 10'000;
constexpr std::size_t chatToolsMax = 256;

/// A conversation in the shape of OpenAI's chat completions:
///   messages  [{role: system|developer|user|assistant|tool, content: text, null or text parts,
///              reasoning_content?, tool_calls?: [{id, type, function: {name, arguments}}],
///              tool_call_id?, name?}], arguments as text or as an object
///   tools?    [{type: "function", function: {name, description?, parameters?}}]
///   tool_choice?  none, auto, required or {type: "function", function: {name}}
///   now?      YYYY-MM-DDTHH:MM:SS, for templates that show the time
/// add_generation_prompt, bos_token and eos_token are the model's own affair and not read; what
/// else there is becomes a variable of the template. InvalidInput names the member that is off.
Result<ModelRequest> chatRequestFromJson(const OrderedJson& conversation);

/// {content, reasoning_content (null without), tool_calls: [{id, type, function: {name,
/// arguments}}], finish_reason: stop|length|tool_calls, usage: {prompt_tokens, completion_tokens,
/// total_tokens, prompt_tokens_details: {cached_tokens}}}
Json chatAnswerToJson(const ModelResponse& response);

} // namespace core
