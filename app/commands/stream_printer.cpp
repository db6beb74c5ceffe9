// SPDX-License-Identifier: Apache-2.0
#include "app/commands/stream_printer.h"

#include "app/print.h"

#include <cstdio>

namespace app {

namespace {

using core::Json;

void writeOut(std::string_view text)
{
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
}

void writeFrame(const Json& frame)
{
    writeOut(core::writeJson(frame) + "\n");
}

} // namespace

TurnObserver StreamPrinter::observer()
{
    TurnObserver observer;
    if (m_form == Form::Json) {
        observer.turn = [](const Json& turn) { writeFrame({{"type", "turn"}, {"turn", turn}}); };
    }
    observer.delta = [this](
                         const std::string& text, std::int64_t offset) { showDelta(text, offset); };
    observer.item = [this](const Json& item) { showItem(item); };
    return observer;
}

/// A delta that does not continue what was printed is left: the item brings the whole text.
void StreamPrinter::showDelta(const std::string& text, std::int64_t offset)
{
    if (m_form == Form::Json) {
        writeFrame({{"type", "delta"}, {"text", text}, {"offset", offset}});
        return;
    }
    if (static_cast<std::size_t>(offset) == m_message.size()) {
        m_isComplete = false;
        m_message += text;
        writeOut(printable(text));
    }
}

void StreamPrinter::showItem(const Json& item)
{
    if (m_form == Form::Json) {
        writeFrame({{"type", "item"}, {"item", item}});
        return;
    }
    const std::string kind = textOf(item, "kind");
    if (kind == "message" && textOf(item, "role") == "assistant") {
        complete(item.value("text", ""));
    } else if (kind == "function_call") {
        printError(textOf(item, "name") + " " + textOf(item, "text"));
    }
}

void StreamPrinter::complete(const std::string& text)
{
    if (text.rfind(m_message, 0) == 0) {
        writeOut(printable(std::string_view(text).substr(m_message.size())) + "\n");
    } else {
        writeOut("\n" + printable(text) + "\n");
    }
    m_message.clear();
    m_isComplete = true;
}

void StreamPrinter::finish(const Json& result)
{
    if (m_form == Form::Json) {
        if (!result.is_null()) {
            Json frame = result;
            frame["type"] = "result";
            writeFrame(frame);
        }
        return;
    }
    if (!result.is_null() && !m_isComplete) {
        complete(result.value("text", ""));
    } else if (!m_message.empty()) {
        writeOut("\n");
    }
}

} // namespace app
