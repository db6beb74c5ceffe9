// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/conversation.h"

#include <string>

namespace app {

/// Prints a turn on stdout while it runs: text as it comes, or one JSON object a line.
/// Thread rule: one owner.
class StreamPrinter {
public:
    enum class Form { Text, Json };

    explicit StreamPrinter(Form form)
        : m_form(form)
    {
    }

    /// Refers to this object.
    TurnObserver observer();

    /// The last line: what of the text was not streamed, or the result. Without one only a line
    /// that was begun is ended.
    void finish(const core::Json& result = nullptr);

private:
    void showDelta(const std::string& text, std::int64_t offset);
    void showItem(const core::Json& item);
    void complete(const std::string& text);

    Form m_form;
    std::string m_message; ///< what was printed of the message that comes now
    bool m_isComplete = false; ///< the last message was printed to its end
};

} // namespace app
