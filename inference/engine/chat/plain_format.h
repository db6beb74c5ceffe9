// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/engine/chat/chat_format.h"

namespace inference {

/// For models that were taught no conversation: the instructions, a blank line, then all texts
/// one after another without roles, so that a story goes on. Each is tokenised without looking at
/// the others, so that what was read once stays a prefix of what is read later.
class PlainFormat final : public ChatFormat {
public:
    explicit PlainFormat(TextStart textStart)
        : m_textStart(textStart)
    {
    }
    [[nodiscard]] std::string_view name() const override { return "plain"; }
    [[nodiscard]] core::Result<WrittenConversation> write(
        const Conversation& conversation) const override;
    [[nodiscard]] std::vector<std::string> endMarkers() const override { return {}; }
    [[nodiscard]] CallFormat callFormat() const override { return CallFormat::None; }
    [[nodiscard]] bool trims() const override { return false; }

private:
    TextStart m_textStart;
};

} // namespace inference
