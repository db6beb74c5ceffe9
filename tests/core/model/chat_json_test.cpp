// SPDX-License-Identifier: Apache-2.0
#include "core/model/chat_json.h"

#include <QTest>

using core::ModelMessage;
using core::OrderedJson;
using Role = core::ModelMessage::Role;

namespace {

constexpr std::string_view conversation =
    R"({"messages": [{"role": "developer", "content": "Be kind."},)"
    R"({"role": "user", "content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]},)"
    R"({"role": "assistant", "content": null, "reasoning_content": "hm", "tool_calls": [)"
    R"({"id": "x", "type": "function", "function": {"name": "f", "arguments": "{ }"}},)"
    R"({"id": "y", "type": "function", "function": {"name": "g", "arguments": {"b": 1, "a": 2}}}]},)"
    R"({"role": "tool", "tool_call_id": "y", "content": "7"}],)"
    R"("tools": [{"type": "function", "function": {"name": "f", "parameters": {"z": 1, "a": 2}}}],)"
    R"("now": "2026-11-20T09:30:00", "add_generation_prompt": true, "enable_thinking": false})";

core::Result<core::ModelRequest> read(const std::string& text)
{
    return core::chatRequestFromJson(OrderedJson::parse(text));
}

} // namespace

class ChatJsonTest : public QObject {
    Q_OBJECT

private slots:
    void readsAConversation()
    {
        const auto request = read(std::string(conversation));
        QVERIFY(request);
        QCOMPARE(request->messages.size(), std::size_t{4});
        QCOMPARE(request->messages[0].role, Role::System);
        QCOMPARE(request->messages[1].text, std::string("ab"));
        const ModelMessage& answer = request->messages[2];
        QCOMPARE(answer.text, std::string());
        QCOMPARE(answer.reasoning, std::string("hm"));
        QCOMPARE(answer.toolCalls[0].arguments, std::string("{ }"));
        QCOMPARE(answer.toolCalls[1].arguments, std::string("{\"b\":1,\"a\":2}")); // in its order
        QCOMPARE(request->messages[3].toolName, std::string("g")); // by the call's id
        QCOMPARE(request->tools[0].parameters.dump(), std::string("{\"z\":1,\"a\":2}"));
        QCOMPARE(request->now, std::string("2026-11-20T09:30:00"));
        QCOMPARE(request->templateVariables.dump(), std::string("{\"enable_thinking\":false}"));
    }

    void readsTheChoiceOfTools()
    {
        using Kind = core::ToolChoice::Kind;
        const auto choice = [](const std::string& text) {
            const auto request =
                read(R"({"messages":[{"role":"user","content":"a"}],"tool_choice":)" + text + "}");
            return request
                ? std::pair(static_cast<int>(request->toolChoice.kind), request->toolChoice.name)
                : std::pair(-1, request.error().field);
        };
        const auto is = [](Kind kind, const char* name) {
            return std::pair(static_cast<int>(kind), std::string(name));
        };
        QCOMPARE(choice("null"), is(Kind::Auto, ""));
        QCOMPARE(choice("\"auto\""), is(Kind::Auto, ""));
        QCOMPARE(choice("\"none\""), is(Kind::None, ""));
        QCOMPARE(choice("\"required\""), is(Kind::Required, ""));
        QCOMPARE(choice(R"({"type":"function","function":{"name":"f"}})"), is(Kind::Named, "f"));
        QCOMPARE(choice("\"f\""), std::pair(-1, std::string("tool_choice")));
        QCOMPARE(choice("{}"), std::pair(-1, std::string("tool_choice.function.name")));
    }

    void refuses_data();
    void refuses()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, field);
        const auto request = read(text.toStdString());
        QVERIFY(!request);
        QCOMPARE(request.error().code, core::ErrorCode::InvalidInput);
        QCOMPARE(QByteArray::fromStdString(request.error().field), field);
        QVERIFY(request.error().message.find("Allowed is") != std::string::npos);
    }

    void longListsAreRefused()
    {
        const OrderedJson message{{"role", "user"}, {"content", "a"}};
        const OrderedJson tool{{"function", {{"name", "f"}}}};
        const auto conversation = [&](std::size_t messages, std::size_t tools) {
            return OrderedJson{
                {"messages", OrderedJson(messages, message)}, {"tools", OrderedJson(tools, tool)}};
        };
        using core::chatMessagesMax;
        using core::chatToolsMax;
        QVERIFY(core::chatRequestFromJson(conversation(chatMessagesMax, chatToolsMax)));
        QCOMPARE(core::chatRequestFromJson(conversation(chatMessagesMax + 1, 0)).error().field,
            std::string("messages"));
        QCOMPARE(core::chatRequestFromJson(conversation(1, chatToolsMax + 1)).error().field,
            std::string("tools"));
    }

    void writesAnAnswer()
    {
        const core::ModelResponse response{.text = "Hi",
            .toolCalls = {{.callId = "call_1", .name = "f", .arguments = "{}"}},
            .finish = core::FinishReason::ToolCalls,
            .usage = {.inputTokensComputed = 3, .inputTokensCached = 4, .outputTokens = 5},
            .tokens = {}};
        const core::Json expected{{"content", "Hi"}, {"reasoning_content", nullptr},
            {"tool_calls",
                core::Json::array({{{"id", "call_1"}, {"type", "function"},
                    {"function", {{"name", "f"}, {"arguments", "{}"}}}}})},
            {"finish_reason", "tool_calls"},
            {"usage",
                {{"prompt_tokens", 7}, {"completion_tokens", 5}, {"total_tokens", 12},
                    {"prompt_tokens_details", {{"cached_tokens", 4}}}}}};
        QCOMPARE(core::writeJson(core::chatAnswerToJson(response)), core::writeJson(expected));
    }
};

void ChatJsonTest::refuses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("field");
    const auto row = [](const char* name, const char* text, const char* field) {
        QTest::newRow(name) << QByteArray(text) << QByteArray(field);
    };
    row("no object", "[]", "conversation");
    row("no messages", "{}", "messages");
    row("no list", R"({"messages": {}})", "messages");
    row("an empty list", R"({"messages": []})", "messages");
    row("a message that is none", R"({"messages": [1]})", "messages[0].role");
    row("an unknown role", R"({"messages": [{"role": "bot"}]})", "messages[0].role");
    row("content of another type", R"({"messages": [{"role": "user", "content": 1}]})",
        "messages[0].content");
    row("a picture",
        R"({"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": "x"}]}]})",
        "messages[0].content[0]");
    row("a call without a name",
        R"({"messages": [{"role": "assistant", "tool_calls": [{"function": {}}]}]})",
        "messages[0].tool_calls[0].function.name");
    row("arguments that are a list",
        R"({"messages": [{"role": "assistant", "tool_calls": [{"function": {"name": "f", "arguments": [1]}}]}]})",
        "messages[0].tool_calls[0].function.arguments");
    row("a tool without a function", R"({"messages": [{"role": "user"}], "tools": [{}]})",
        "tools[0].function.name");
    row("parameters that are no object",
        R"({"messages": [{"role": "user"}], "tools": [{"function": {"name": "f", "parameters": 1}}]})",
        "tools[0].function.parameters");
    row("a time that is no text", R"({"messages": [{"role": "user"}], "now": 1})", "now");
}

QTEST_APPLESS_MAIN(ChatJsonTest)
#include "chat_json_test.moc"
