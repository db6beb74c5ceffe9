// SPDX-License-Identifier: Apache-2.0
#include "app/commands/conversation_file.h"

#include "app/commands/parameters.h"
#include "core/base/durable_file.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>

namespace app {

using core::OrderedJson;
using core::Result;

Option messagesOption()
{
    return {"messages", "FILE", "the conversation as JSON; - reads stdin"};
}

Result<OrderedJson> conversationOf(const Arguments& arguments)
{
    const auto file = arguments.value("messages");
    if (!file) {
        return core::fail(usageError("--messages is missing: a file with the conversation, a JSON "
                                     "object with the member 'messages'."));
    }
    const std::string text = *file == "-" ? TRY(textOrStdin("-", conversationBytesMax))
                                          : TRY(core::readWholeFile(*file, conversationBytesMax));
    auto conversation = core::parseOrderedJson(text);
    if (!conversation) {
        core::Error error = std::move(conversation).error();
        error.field = "--messages";
        return core::fail(std::move(error));
    }
    if (!conversation->is_object()) {
        return core::fail(core::Error{.code = core::ErrorCode::InvalidInput,
            .message = fmt::format("Found {} in '{}'. Allowed is a JSON object with the member "
                                   "'messages'.",
                conversation->type_name(), *file),
            .field = "--messages"});
    }
    return conversation;
}

std::string localTime()
{
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}", fmt::localtime(std::time(nullptr)));
}

std::string startOfDay()
{
    return fmt::format("{:%Y-%m-%dT00:00:00}", fmt::gmtime(std::time(nullptr)));
}

} // namespace app
