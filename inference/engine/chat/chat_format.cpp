// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/chat/chat_format.h"

#include "inference/engine/chat/chatml_format.h"
#include "inference/engine/chat/inst_format.h"
#include "inference/engine/chat/llama3_format.h"
#include "inference/engine/chat/plain_format.h"
#include "inference/engine/chat/role_tag_format.h"
#include "inference/engine/chat/tool_text.h"

namespace inference {

using core::ErrorCode;

void ChatFormat::writeAnswer(Prompt& prompt, const core::ModelMessage& message)
{
    if (message.tokens) {
        prompt.tokens(message.tokens->ids);
        return;
    }
    prompt.text(message.text);
    bool needsBreak = !message.text.empty();
    for (const core::ModelToolCall& call : message.toolCalls) {
        prompt.text(needsBreak ? "\n" : "").text(toolCallText(call));
        needsBreak = true;
    }
}

core::Result<std::unique_ptr<const ChatFormat>> chooseChatFormat(
    std::string_view chatTemplate, TextStart textStart)
{
    const auto has = [&](std::string_view marker) {
        return chatTemplate.find(marker) != std::string_view::npos;
    };
    if (chatTemplate.empty()) {
        return std::make_unique<PlainFormat>(textStart);
    }
    if (has("<|im_start|>")) {
        return std::make_unique<ChatmlFormat>();
    }
    if (has("<|start_header_id|>")) {
        return std::make_unique<Llama3Format>();
    }
    if (has("[INST]")) {
        return std::make_unique<InstFormat>(
            has("<<SYS>>") ? InstStyle::Llama2 : InstStyle::Mistral);
    }
    if (has("<|user|>")) {
        return std::make_unique<RoleTagFormat>(
            has("<|end|>") ? RoleTagStyle::Phi3 : RoleTagStyle::Zephyr);
    }
    return core::fail({.code = ErrorCode::Unsupported,
        .message = "The model's chat template is of no family that this version knows (chatml, "
                   "llama 2 and 3, mistral, phi 3, zephyr). It can still be used with `holdfast "
                   "generate`.",
        .detail = "E_TEMPLATE",
        .field = "tokenizer.chat_template"});
}

} // namespace inference
