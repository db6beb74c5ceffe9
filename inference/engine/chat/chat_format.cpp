// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/chat/chat_format.h"

#include "inference/engine/chat/plain_format.h"
#include "inference/engine/chat/template_format.h"

namespace inference {

core::Result<std::unique_ptr<const ChatFormat>> makeChatFormat(
    std::string_view chatTemplate, TextStart textStart, const Tokenizer& tokenizer)
{
    if (chatTemplate.empty()) {
        return std::make_unique<PlainFormat>(textStart);
    }
    return TemplateFormat::create(chatTemplate, tokenizer);
}

} // namespace inference
