// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/chat/template_probe.h"

#include <fmt/format.h>

namespace inference {

using core::OrderedJson;
using core::Result;

namespace {

constexpr std::string_view someTime = "2026-01-01T00:00:00";

bool has(std::string_view text, std::string_view part)
{
    return text.find(part) != std::string_view::npos;
}

OrderedJson tools()
{
    OrderedJson list = OrderedJson::array();
    for (const char* name : {"probe_first", "probe_second"}) {
        list.push_back({{"type", "function"},
            {"function",
                {{"name", name}, {"description", "Probes."},
                    {"parameters",
                        {{"type", "object"},
                            {"properties",
                                {{"probe_key", {{"type", "string"}, {"description", "A key."}}}}},
                            {"required", OrderedJson::array({"probe_key"})}}}}}});
    }
    return list;
}

std::string callName(int call)
{
    return call == 0 ? "probe_first" : "probe_second";
}

std::string callId(const CallShape& shape, int call)
{
    return fmt::format("{}{}", shape.shortIds ? "call0000" : "call_", call + 1);
}

OrderedJson callOf(const CallShape& shape, int call)
{
    OrderedJson arguments{{"probe_key", fmt::format("probe value {}", call)}};
    if (shape.argumentsAsText) {
        arguments = arguments.dump();
    }
    return {{"id", callId(shape, call)}, {"type", "function"},
        {"function", {{"name", callName(call)}, {"arguments", std::move(arguments)}}}};
}

} // namespace

Result<std::string> TemplateProbe::renderJson(OrderedJson messages, bool withTools) const
{
    OrderedJson variables = m_special;
    variables["messages"] = std::move(messages);
    variables["add_generation_prompt"] = true;
    if (withTools) {
        variables["tools"] = tools();
    }
    return m_template.render(variables, std::string(someTime));
}

Result<std::string> TemplateProbe::render(const Messages& messages) const
{
    OrderedJson list = OrderedJson::array();
    for (const auto& [role, content] : messages) {
        list.push_back({{"role", role}, {"content", content}});
    }
    return renderJson(std::move(list), false);
}

bool TemplateProbe::shows(const Messages& messages) const
{
    const auto text = render(messages);
    bool isShown = text.has_value();
    for (const auto& [role, content] : messages) {
        isShown = isShown && has(*text, content);
    }
    return isShown;
}

bool TemplateProbe::showsTools() const
{
    OrderedJson question{{"role", "user"}, {"content", "probe-user"}};
    OrderedJson system{{"role", "system"}, {"content", "probe-system"}};
    for (const OrderedJson& messages :
        {OrderedJson::array({question}), OrderedJson::array({system, question})})
    {
        const auto text = renderJson(messages, true);
        if (text && has(*text, "probe_first")) {
            return true;
        }
    }
    return false;
}

bool TemplateProbe::showsCalls(const CallShape& shape, int calls) const
{
    OrderedJson answer{{"role", "assistant"}, {"content", ""}};
    if (shape.noText) {
        answer["content"] = nullptr;
    }
    OrderedJson messages = OrderedJson::array({{{"role", "user"}, {"content", "probe-user"}}});
    OrderedJson list = OrderedJson::array();
    for (int call = 0; call < calls; ++call) {
        list.push_back(callOf(shape, call));
    }
    answer["tool_calls"] = std::move(list);
    messages.push_back(std::move(answer));
    for (int call = 0; call < calls; ++call) {
        messages.push_back({{"role", "tool"}, {"tool_call_id", callId(shape, call)},
            {"name", callName(call)}, {"content", fmt::format("probe-result-{}", call)}});
    }
    const auto text = renderJson(std::move(messages), true);
    bool isShown = text.has_value() && !has(*text, "{'probe_key'") && !has(*text, "\\\"probe_key");
    // The declarations name the key, too: calls come behind them.
    for (int call = 0; isShown && call < calls; ++call) {
        const std::size_t value = text->find(fmt::format("probe value {}", call));
        isShown = value != std::string::npos
            && text->rfind(callName(call), value) != std::string::npos
            && has(*text, fmt::format("probe-result-{}", call));
    }
    return isShown;
}

} // namespace inference
