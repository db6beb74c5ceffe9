// SPDX-License-Identifier: Apache-2.0
#include "core/tools/tool_text.h"

#include "core/text/utf8.h"

#include <fmt/format.h>

namespace core {

namespace {

constexpr std::size_t noteBytes = 120; ///< room for the note of what was cut

} // namespace

Json objectSchema(Json properties, Json required)
{
    return {{"type", "object"}, {"properties", std::move(properties)},
        {"required", std::move(required)}, {"additionalProperties", false}};
}

std::string boundedOutput(std::string text)
{
    if (!isValidUtf8(text)) {
        text = replaceInvalidUtf8(text);
    }
    if (text.size() <= toolOutputBytesMax) {
        return text;
    }
    const std::size_t total = text.size();
    text.resize(clipUtf8(text, toolOutputBytesMax - noteBytes).size());
    const std::size_t kept = text.size();
    text += fmt::format(
        "\n[The output is {} bytes; {} are shown, {} are left out.]", total, kept, total - kept);
    return text;
}

std::string singleLine(std::string_view text)
{
    std::string line;
    for (const char c : replaceInvalidUtf8(text)) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7f) {
            line += fmt::format("\\x{:02x}", byte);
        } else {
            line += c;
        }
    }
    return line;
}

ToolOutcome refusedOutcome(std::string message, Label label)
{
    return {.text = std::move(message), .label = std::move(label), .succeeded = false};
}

Label toolLabel(std::string_view toolName)
{
    return {.integrity = Integrity::Tool,
        .confidentiality = Confidentiality::Project,
        .origins = {fmt::format("tool:{}", toolName)}};
}

} // namespace core
