// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/model/language_model.h"
#include "inference/engine/chat/prompt.h"
#include "inference/engine/model_contents.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace inference {

/// Where in the prompt a message stands: at the start of the context, behind the instructions, or
/// behind another message.
enum class MessagePlace { First, AfterSystem, Later };

/// How one family of models was taught to read a conversation. Each message is written without
/// looking at the others, so that what was read once stays a prefix of what is read later.
/// Thread rule: immutable.
class ChatFormat {
public:
    virtual ~ChatFormat() = default;

    [[nodiscard]] virtual std::string_view name() const = 0;

    /// Instructions, tools and memory, first of all. Not called when there are none.
    virtual void writeSystem(Prompt& prompt, std::string_view text) const = 0;

    /// One message. For an assistant's message with tokens these stand for its text and calls.
    virtual void writeMessage(
        Prompt& prompt, const core::ModelMessage& message, MessagePlace place) const = 0;

    /// What makes the model answer.
    virtual void writeAnswerStart(Prompt& prompt) const = 0;

    /// Spellings at which an answer ends, besides the model's own end tokens.
    [[nodiscard]] virtual std::vector<std::string> endMarkers() const = 0;

    /// False for models that only continue a text: tools are not shown to them.
    [[nodiscard]] virtual bool declaresTools() const { return true; }

    /// True when white space before the first word belongs to the format, not to the answer.
    [[nodiscard]] virtual bool trimsAnswerStart() const { return true; }

protected:
    /// An assistant's words: its tokens, or its text and calls.
    static void writeAnswer(Prompt& prompt, const core::ModelMessage& message);
};

/// The format that a chat template's markers tell: none for a model without a template is
/// "plain". Unsupported with E_TEMPLATE for a template of an unknown family.
core::Result<std::unique_ptr<const ChatFormat>> chooseChatFormat(
    std::string_view chatTemplate, TextStart textStart);

} // namespace inference
