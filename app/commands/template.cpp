// SPDX-License-Identifier: Apache-2.0
#include "core/text/jinja/template.h"
#include "app/commands/commands.h"
#include "app/commands/conversation_file.h"
#include "app/commands/parameters.h"
#include "app/context.h"
#include "core/base/durable_file.h"
#include "inference/gguf/gguf_file.h"
#include "inference/tokenizer/vocabulary.h"

#include <fmt/format.h>

#include <cstdio>

namespace app {

namespace {

using core::Json;
using core::OrderedJson;
using core::Result;
using core::jinja::Template;

/// A template and what its model calls the beginning and the end of a context.
struct Source {
    std::string text;
    OrderedJson variables = OrderedJson::object();
};

Result<Source> sourceFromModel(const std::filesystem::path& path)
{
    const auto file = TRY(inference::GgufFile::open(path));
    const inference::Value* value = file.find("tokenizer.chat_template");
    const auto* text = value != nullptr ? std::get_if<std::string>(&value->data) : nullptr;
    if (text == nullptr) {
        return core::fail(core::Error{.code = core::ErrorCode::InvalidInput,
            .message = fmt::format("'{}' has no chat template: it was not made for conversations. "
                                   "Choose another model, or give a template with --template-file.",
                path.native()),
            .detail = "E_MISSING",
            .field = "tokenizer.chat_template"});
    }
    Source source{.text = *text};
    const auto vocabulary = TRY(inference::Vocabulary::read(file));
    for (const auto& [name, id] :
        {std::pair{"bos_token", vocabulary.bos}, std::pair{"eos_token", vocabulary.eos}})
    {
        if (id) {
            source.variables[name] = std::string(vocabulary.text(*id));
        }
    }
    return source;
}

Result<Source> sourceOf(Context& context, const Arguments& arguments)
{
    const auto file = arguments.value("template-file");
    if (file.has_value() == arguments.value("model").has_value()) {
        return core::fail(usageError("Give the template by one of --model and --template-file."));
    }
    if (!file) {
        return sourceFromModel(TRY(modelFileOf(context, arguments)));
    }
    // One byte more than allowed, so that the template itself says what is too long.
    return Source{.text = TRY(core::readWholeFile(*file, Template::sourceBytesMax + 1))};
}

Result<Json> renderTemplate(Context& context, const Arguments& arguments)
{
    const OrderedJson conversation = TRY(conversationOf(arguments));
    Source source = TRY(sourceOf(context, arguments));
    std::string now = localTime();
    for (const auto& [name, value] : conversation.items()) {
        if (name != "now") {
            source.variables[name] = value;
        } else if (value.is_string()) {
            now = value.get<std::string>();
        }
    }
    const Template parsed = TRY(Template::parse(source.text));
    return Json{{"text", TRY(parsed.render(source.variables, now))}};
}

/// Exactly: what a program compares may have no line break more.
void printRendered(const Json& answer)
{
    const auto& text = answer["text"].get_ref<const std::string&>();
    std::fwrite(text.data(), 1, text.size(), stdout);
}

} // namespace

std::vector<Command> templateCommands()
{
    return {{.words = "template",
        .summary = "What a chat template makes of a conversation",
        .options = {{"model", "MODEL", "a GGUF file, or an imported model's id or name"},
            {"template-file", "FILE", "a Jinja template instead of a model's"}, messagesOption()},
        .details = "The conversation: {\"messages\": […], \"tools\": […], "
                   "\"add_generation_prompt\": true,\n\"bos_token\": \"…\", \"eos_token\": \"…\", "
                   "\"now\": \"YYYY-MM-DDTHH:MM:SS\"}; other members are variables,\ntoo. The text "
                   "is printed exactly, without a line break behind it.",
        .run = renderTemplate,
        .print = printRendered}};
}

} // namespace app
