// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/chat/template_facts.h"

#include "inference/engine/chat/template_probe.h"

#include <fmt/format.h>

#include <utility>

namespace inference {

using core::OrderedJson;
using core::Result;

namespace {

/// A family whose templates write calls and results, but no declarations.
constexpr std::string_view deepSeekMark = "<｜tool▁calls▁begin｜>";

bool has(std::string_view source, std::string_view spelling)
{
    return source.find(spelling) != std::string_view::npos;
}

/// The marker that a text begins with: up to its closing bracket.
std::string markerAtBegin(std::string_view text)
{
    const char closing = text.starts_with('<') ? '>' : text.starts_with('[') ? ']' : '\0';
    const std::size_t end = closing == '\0' ? std::string_view::npos : text.find(closing);
    return end == std::string_view::npos ? std::string() : std::string(text.substr(0, end + 1));
}

std::string answerEndOf(std::string_view rendered)
{
    constexpr std::string_view answer = "probe-answer";
    const std::size_t at = rendered.find(answer);
    if (at == std::string_view::npos) {
        return {};
    }
    const std::string_view behind = trimmedText(rendered.substr(at + answer.size()));
    const std::string marker = markerAtBegin(behind);
    return marker.empty() ? std::string(trimmedText(behind.substr(0, behind.find("probe-more"))))
                          : marker;
}

void probeRoles(const TemplateProbe& probe, TemplateFacts& facts)
{
    facts.takesSystem = probe.shows({{"system", "probe-system"}, {"user", "probe-user"}});
    facts.takesLaterSystem = probe.shows({{"user", "probe-user"}, {"assistant", "probe-answer"},
        {"system", "probe-later"}, {"user", "probe-more"}});
    facts.takesAnyOrder = probe.shows({{"user", "probe-user"}, {"user", "probe-more"}})
        && probe.shows({{"assistant", "probe-answer"}, {"user", "probe-user"}});
    facts.answerEnd = answerEndOf(
        probe
            .render({{"user", "probe-user"}, {"assistant", "probe-answer"}, {"user", "probe-more"}})
            .value_or(std::string()));
}

/// Tries the shapes of a call until one comes out.
void probeCalls(const TemplateProbe& probe, TemplateFacts& facts)
{
    for (const bool noText : {true, false}) {
        for (const bool asText : {false, true}) {
            for (const bool shortIds : {false, true}) {
                const CallShape shape{
                    .noText = noText, .argumentsAsText = asText, .shortIds = shortIds};
                if (probe.showsCalls(shape, 1)) {
                    facts.takesCalls = true;
                    facts.takesSeveralCalls = probe.showsCalls(shape, 2);
                    facts.wantsNoTextWithCalls = noText;
                    facts.wantsArgumentsAsText = asText;
                    facts.wantsShortIds = shortIds;
                    return;
                }
            }
        }
    }
}

} // namespace

Result<TemplateFacts> probeTemplate(
    const core::jinja::Template& parsed, std::string_view source, const OrderedJson& special)
{
    const TemplateProbe probe(parsed, special);
    const auto question = probe.render({{"user", "probe-user"}});
    if (!question) {
        return core::fail(core::Error{.code = core::ErrorCode::Unsupported,
            .message = fmt::format("The model's chat template refuses a single question: {} It can "
                                   "still be used with `holdfast generate`.",
                question.error().message),
            .detail = "E_TEMPLATE",
            .field = "tokenizer.chat_template"});
    }
    TemplateFacts facts;
    probeRoles(probe, facts);
    facts.takesTools = probe.showsTools();
    if (facts.takesTools || has(source, deepSeekMark)) {
        probeCalls(probe, facts);
    }
    facts.takesTools = facts.takesTools && facts.takesCalls;
    facts.knowsReasoning = has(source, "reasoning_content");
    facts.knowsThinking = has(source, "message.thinking");
    return facts;
}

std::string_view templateFamily(std::string_view source)
{
    constexpr std::pair<std::string_view, std::string_view> families[]{{"<|channel|>", "harmony"},
        {"<｜Assistant｜>", "deepseek"}, {"<|im_start|>", "chatml"},
        {"<|start_header_id|>", "llama3"}, {"<start_of_turn>", "gemma"}, {"<<SYS>>", "llama2"},
        {"[INST]", "mistral"}};
    for (const auto& [marker, family] : families) {
        if (has(source, marker)) {
            return family;
        }
    }
    if (has(source, "<|user|>")) {
        return has(source, "<|end|>") ? "phi3" : "zephyr";
    }
    return "other";
}

CallFormat callFormatOf(std::string_view source, const TemplateFacts& facts)
{
    if (has(source, "<|channel|>") && has(source, "<|message|>")) {
        return CallFormat::Harmony;
    }
    if (!facts.takesCalls) {
        return CallFormat::Tagged; // the form that toolsText() teaches
    }
    constexpr std::pair<std::string_view, CallFormat> formats[]{
        {deepSeekMark, CallFormat::DeepSeek}, {"[TOOL_CALLS]", CallFormat::Mistral},
        {"<function=", CallFormat::Function}, {"<tool_call>", CallFormat::Tagged},
        {"<|python_tag|>", CallFormat::Llama}, {"\"parameters\": ", CallFormat::Llama}};
    for (const auto& [marker, format] : formats) {
        if (has(source, marker)) {
            return format;
        }
    }
    return CallFormat::Tagged;
}

core::Json describeTemplate(std::string_view source)
{
    core::Json facts{{"family", templateFamily(source)}};
    const auto parsed = core::jinja::Template::parse(source);
    const auto probed = parsed
        ? probeTemplate(*parsed, source, {{"bos_token", "<s>"}, {"eos_token", "</s>"}})
        : core::fail(parsed.error());
    if (!probed) {
        facts["error"] = probed.error().message;
        return facts;
    }
    const bool isOwn = !probed->takesCalls && callFormatOf(source, *probed) == CallFormat::Tagged;
    facts["tool_calls"] = isOwn ? "holdfast" : callFormatName(callFormatOf(source, *probed));
    facts["takes_tools"] = probed->takesTools;
    facts["takes_system"] = probed->takesSystem;
    facts["reasoning"] = probed->knowsReasoning || probed->knowsThinking || has(source, "<think>");
    return facts;
}

} // namespace inference
