// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/chat/tool_text.h"

#include <fmt/format.h>

namespace inference {

using core::OrderedJson;

OrderedJson toolJson(const core::ToolDeclaration& tool)
{
    return {{"type", "function"},
        {"function",
            {{"name", tool.name}, {"description", tool.description},
                {"parameters", tool.parameters}}}};
}

std::string toolsText(std::span<const core::ToolDeclaration> tools, CallFormat format)
{
    std::string text =
        "# Tools\n\nThese functions can be called, one JSON object a line:\n<tools>\n";
    for (const core::ToolDeclaration& tool : tools) {
        text += core::writeOrderedJson(toolJson(tool)) + "\n";
    }
    text +=
        "</tools>\n\nTo call one, answer with its name and its arguments in this form, once for "
        "each call:\n";
    if (format == CallFormat::DeepSeek) {
        return text
            + "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>function name\n"
              "```json\n{\"argument\": \"value\"}\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>";
    }
    text += fmt::format("{}\n{{\"name\": \"function name\", \"arguments\": {{\"argument\": "
                        "\"value\"}}}}\n{}\nThe results come back in "
                        "<tool_response></tool_response>.",
        toolCallBegin, toolCallEnd);
    return text;
}

std::string toolCallText(const core::ModelToolCall& call)
{
    return fmt::format("{}\n{{\"name\": {}, \"arguments\": {}}}\n{}", toolCallBegin,
        core::writeJson(call.name), call.arguments, toolCallEnd);
}

std::string toolAnswerText(const core::ModelMessage& message)
{
    return fmt::format("<tool_response>\n{}\n</tool_response>", message.text);
}

} // namespace inference
