// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/text/jinja/template.h"
#include "core/text/json.h"
#include "inference/engine/chat/call_reader.h"

#include <string>
#include <string_view>

namespace inference {

/// What a chat template can do with a conversation, found out by letting it write made-up ones and
/// looking whether what was said comes out.
struct TemplateFacts {
    bool takesSystem = false; ///< a first message of the role system
    bool takesLaterSystem = false; ///< such a message at another place
    bool takesAnyOrder = false; ///< two messages of a person in a row, an answer at the beginning
    bool takesTools = false; ///< declarations of tools
    bool takesCalls = false; ///< calls and their results
    bool takesSeveralCalls = false; ///< in one message
    bool wantsShortIds = false; ///< ids of calls must have nine letters and digits
    bool wantsArgumentsAsText = false; ///< not as an object
    bool wantsNoTextWithCalls = false; ///< the content of a message that only calls is null
    bool knowsReasoning = false; ///< reads reasoning_content
    bool knowsThinking = false; ///< reads thinking, the same under another name
    /// The marker it writes behind an answer; without one the words that begin the next message;
    /// empty without either.
    std::string answerEnd;
};

/// Renders the made-up conversations. Unsupported with E_TEMPLATE and the template's own words when
/// it refuses even a single question. `special` has bos_token and eos_token.
core::Result<TemplateFacts> probeTemplate(
    const core::jinja::Template& parsed, std::string_view source, const core::OrderedJson& special);

/// The family a template belongs to, by what it writes: "chatml", "llama3", "llama2", "mistral",
/// "gemma", "phi3", "zephyr", "harmony", "deepseek", else "other".
std::string_view templateFamily(std::string_view source);

/// How the model of this template writes calls: as the template itself writes them, or the form
/// that Holdfast teaches where the template knows none.
CallFormat callFormatOf(std::string_view source, const TemplateFacts& facts);

/// {family, tool_calls, takes_tools, takes_system, reasoning} of a template, or {family, error}
/// with what is wrong with it.
core::Json describeTemplate(std::string_view source);

} // namespace inference
