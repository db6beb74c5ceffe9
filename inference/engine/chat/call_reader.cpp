// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/chat/call_reader.h"

#include "core/text/json.h"
#include "inference/engine/chat/deepseek_call_reader.h"
#include "inference/engine/chat/json_member.h"
#include "inference/engine/chat/llama_call_reader.h"
#include "inference/engine/chat/mistral_call_reader.h"
#include "inference/engine/chat/tagged_call_reader.h"

#include <utility>

namespace inference {

using core::ModelToolCall;

namespace {

constexpr std::string_view whitespace = " \t\r\n";

/// For models that are shown no tools: all they write is text.
class NoCallReader final : public CallReader {
public:
    std::string add(std::string_view piece) override { return std::string(piece); }
    std::string finish() override { return {}; }
};

ModelToolCall named(std::string name, std::string arguments)
{
    return {.callId = {}, .name = std::move(name), .arguments = std::move(arguments)};
}

} // namespace

std::string_view callFormatName(CallFormat format)
{
    switch (format) {
    case CallFormat::Tagged:
        return "tagged";
    case CallFormat::Function:
        return "function";
    case CallFormat::Llama:
        return "llama";
    case CallFormat::Mistral:
        return "mistral";
    case CallFormat::DeepSeek:
        return "deepseek";
    case CallFormat::Harmony:
        return "harmony";
    case CallFormat::None:
        break;
    }
    return "none";
}

std::unique_ptr<CallReader> CallReader::create(
    CallFormat format, std::vector<core::ToolDeclaration> tools)
{
    switch (format) {
    case CallFormat::Tagged:
    case CallFormat::Function:
        return std::make_unique<TaggedCallReader>(std::move(tools), format == CallFormat::Function);
    case CallFormat::Llama:
        return std::make_unique<LlamaCallReader>();
    case CallFormat::Mistral:
        return std::make_unique<MistralCallReader>();
    case CallFormat::DeepSeek:
        return std::make_unique<DeepSeekCallReader>();
    case CallFormat::Harmony:
    case CallFormat::None:
        break;
    }
    return std::make_unique<NoCallReader>();
}

std::string_view trimmedText(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(whitespace);
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(whitespace) - first + 1);
}

ModelToolCall unreadableCall(std::string_view written)
{
    return named(std::string(unreadableToolName), std::string(written));
}

ModelToolCall readJsonCall(std::string_view written)
{
    const std::string_view text = trimmedText(written);
    const auto parsed = core::parseJson(text);
    if (!parsed || !parsed->is_object()) {
        return unreadableCall(text);
    }
    const auto name = parsed->find("name");
    if (name == parsed->end() || !name->is_string() || name->get_ref<const std::string&>().empty())
    {
        return unreadableCall(text);
    }
    ModelToolCall call = named(name->get<std::string>(), std::string(text));
    for (const char* member : {"arguments", "parameters"}) {
        const auto arguments = parsed->find(member);
        if (arguments != parsed->end()) {
            // Some models put the arguments into a string once more.
            call.arguments = arguments->is_string() ? arguments->get<std::string>()
                                                    : std::string(jsonMember(text, member));
            break;
        }
    }
    const auto id = parsed->find("id");
    if (id != parsed->end() && id->is_string()) {
        call.callId = id->get<std::string>();
    }
    return call;
}

} // namespace inference
