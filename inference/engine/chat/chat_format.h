// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "inference/engine/chat/call_reader.h"
#include "inference/engine/chat/conversation.h"
#include "inference/engine/chat/prompt.h"
#include "inference/engine/model_contents.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace inference {

/// A conversation as a format wrote it.
struct WrittenConversation {
    Prompt prompt;
    bool endsInReasoning = false; ///< the model goes on thinking; it is not told to begin
};

/// How a model was taught to read a conversation and to write its answer.
/// Thread rule: immutable; any thread.
class ChatFormat {
public:
    virtual ~ChatFormat() = default;

    /// The family: "chatml", "llama3", … "other", or "plain".
    [[nodiscard]] virtual std::string_view name() const = 0;

    /// Everything the model reads, up to where its answer begins. Errors: E_TEMPLATE when the
    /// model's template refuses the conversation or needs more than its limits.
    [[nodiscard]] virtual core::Result<WrittenConversation> write(
        const Conversation& conversation) const = 0;

    /// Spellings at which an answer ends, besides the model's own end tokens.
    [[nodiscard]] virtual std::vector<std::string> endMarkers() const = 0;

    /// Spellings of end tokens at which an answer of this format goes on.
    [[nodiscard]] virtual std::vector<std::string> goOnMarkers() const { return {}; }

    /// How calls are written; None for models that are shown no tools.
    [[nodiscard]] virtual CallFormat callFormat() const = 0;

    /// True when white space around an answer belongs to the format.
    [[nodiscard]] virtual bool trims() const { return true; }
};

/// The format of a model's own chat template, or "plain" for a model without one. Unsupported with
/// E_TEMPLATE for a template that cannot be read or refuses a single question. Borrows the
/// tokenizer.
core::Result<std::unique_ptr<const ChatFormat>> makeChatFormat(
    std::string_view chatTemplate, TextStart textStart, const Tokenizer& tokenizer);

} // namespace inference
