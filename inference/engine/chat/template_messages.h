// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/text/json.h"
#include "inference/engine/chat/conversation.h"
#include "inference/engine/chat/template_facts.h"

#include <cstddef>
#include <vector>

namespace inference {

/// A message of a template's list that stands for an answer whose tokens are known.
struct RecordedMessage {
    std::size_t index = 0; ///< in the list
    const core::ModelMessage* message = nullptr;
};

/// A conversation as the variables `messages` and `tools` of a template.
struct TemplateMessages {
    core::OrderedJson list = core::OrderedJson::array();
    core::OrderedJson tools; ///< null when the template is shown none
    std::vector<RecordedMessage> recorded;
};

/// Says the conversation in a way that the template can take. Where it knows no tools they are told
/// in the system text, calls and results in words; where it knows no system the system text goes
/// before a person's first words; where persons and answers must alternate, neighbours become one.
TemplateMessages templateMessages(const Conversation& conversation, const TemplateFacts& facts);

} // namespace inference
