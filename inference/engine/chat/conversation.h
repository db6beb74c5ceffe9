// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/language_model.h"

#include <functional>
#include <span>
#include <string>

namespace inference {

/// What a chat format writes: a request, or the newest part of one. Borrows everything.
struct Conversation {
    std::span<const core::ModelMessage> leading = {}; ///< messages of the system at the beginning
    std::span<const core::ModelMessage> messages = {}; ///< what follows
    std::span<const core::ToolDeclaration> tools = {};
    std::string now = {};
    const core::OrderedJson* variables = nullptr; ///< more variables of the template; may be null

    /// Whether recorded tokens are of the model that reads this.
    std::function<bool(const core::TokenRecord&)> isOurs = {};
};

} // namespace inference
