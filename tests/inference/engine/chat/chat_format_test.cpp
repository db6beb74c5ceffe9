// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/chat/chat_format.h"
#include "inference/engine/chat/tool_text.h"

#include "core/text/json.h"

#include <QTest>

using namespace inference;
using core::ModelMessage;
using Role = core::ModelMessage::Role;

namespace {

/// The conversation of every row: instructions, a question, an answer as tokens, a call, its
/// result, another question.
std::string render(const ChatFormat& format)
{
    const std::vector<ModelMessage> messages{
        {.role = Role::User, .text = "Hi"},
        {.role = Role::Assistant,
            .text = "not this",
            .tokens = core::TokenRecord{.modelFingerprint = "m", .ids = {5, 6}}},
        {.role = Role::User, .text = "Add"},
        {.role = Role::Assistant,
            .text = "Sure",
            .toolCalls = {{.callId = "c", .name = "sum", .arguments = "{\"a\": 1}"}}},
        {.role = Role::Tool, .text = "2", .toolCallId = "c", .toolName = "sum"},
    };
    Prompt prompt;
    format.writeSystem(prompt, "Be kind.");
    for (std::size_t i = 0; i < messages.size(); ++i) {
        format.writeMessage(
            prompt, messages[i], i == 0 ? MessagePlace::AfterSystem : MessagePlace::Later);
    }
    format.writeAnswerStart(prompt);
    return prompt.spelled();
}

constexpr std::string_view call =
    "Sure\n<tool_call>\n{\"name\": \"sum\", \"arguments\": {\"a\": 1}}\n</tool_call>";
constexpr std::string_view result = "<tool_response>\n2\n</tool_response>";

std::string fill(std::string text)
{
    for (const auto& [mark, words] : {std::pair{"CALL", call}, std::pair{"RESULT", result}}) {
        const std::size_t at = text.find(mark);
        text.replace(at, std::string_view(mark).size(), words);
    }
    return text;
}

} // namespace

class ChatFormatTest : public QObject {
    Q_OBJECT

private slots:
    void writesConversations_data();
    void writesConversations()
    {
        QFETCH(QString, chatTemplate);
        QFETCH(QString, name);
        QFETCH(QString, expected);
        const auto format = chooseChatFormat(chatTemplate.toStdString(), TextStart::AddsSpace);
        QVERIFY(format);
        QCOMPARE(QString::fromUtf8((*format)->name()), name);
        QCOMPARE(QString::fromStdString(render(**format)), expected);
    }

    void plainPartsWordsOfByteVocabularies()
    {
        const auto format = chooseChatFormat("", TextStart::AddsNothing);
        Prompt prompt;
        (*format)->writeMessage(prompt, {.role = Role::User, .text = "Once"}, MessagePlace::First);
        (*format)->writeMessage(prompt, {.role = Role::User, .text = "upon"}, MessagePlace::Later);
        QCOMPARE(prompt.spelled(), std::string("Once upon"));
        QVERIFY(!(*format)->declaresTools());
    }

    void unknownTemplatesAreRefused()
    {
        const auto format = chooseChatFormat("{{ messages }}", TextStart::AddsSpace);
        QVERIFY(!format);
        QCOMPARE(format.error().detail, std::string("E_TEMPLATE"));
        QCOMPARE(format.error().code, core::ErrorCode::Unsupported);
    }

    void toolsAreOneJsonALine()
    {
        const std::vector<core::ToolDeclaration> tools{
            {.name = "sum", .description = "Adds", .parameters = {{"type", "object"}}}};
        const std::string text = toolsText(tools);
        const std::size_t begin = text.find("<tools>\n") + 8;
        const std::string line = text.substr(begin, text.find('\n', begin) - begin);
        const auto json = core::parseJson(line);
        QVERIFY(json);
        QCOMPARE((*json)["function"]["name"].get<std::string>(), std::string("sum"));
        QCOMPARE(
            (*json)["function"]["parameters"]["type"].get<std::string>(), std::string("object"));
    }
};

void ChatFormatTest::writesConversations_data()
{
    QTest::addColumn<QString>("chatTemplate");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* chatTemplate, const char* name, const std::string& expected) {
        QTest::newRow(name) << chatTemplate << name << QString::fromStdString(expected);
    };
    row("", "plain", "Be kind.\n\nHi[5 6]AddSure2");
    row("{{'<|im_start|>' + role}}", "chatml",
        fill("<|im_start|>system\nBe kind.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n"
             "<|im_start|>assistant\n[5 6]<|im_end|>\n<|im_start|>user\nAdd<|im_end|>\n"
             "<|im_start|>assistant\nCALL<|im_end|>\n<|im_start|>user\nRESULT<|im_end|>\n"
             "<|im_start|>assistant\n"));
    row("<|start_header_id|>", "llama3",
        fill("<|start_header_id|>system<|end_header_id|>\n\nBe kind.<|eot_id|>"
             "<|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|>"
             "<|start_header_id|>assistant<|end_header_id|>\n\n[5 6]<|eot_id|>"
             "<|start_header_id|>user<|end_header_id|>\n\nAdd<|eot_id|>"
             "<|start_header_id|>assistant<|end_header_id|>\n\nCALL<|eot_id|>"
             "<|start_header_id|>user<|end_header_id|>\n\nRESULT<|eot_id|>"
             "<|start_header_id|>assistant<|end_header_id|>\n\n"));
    row("[INST] <<SYS>>", "llama2",
        fill("[INST] <<SYS>>\nBe kind.\n<</SYS>>\n\nHi [/INST][5 6]</s><s>[INST] Add [/INST]"
             "CALL</s><s>[INST] RESULT [/INST]"));
    row("[INST]", "mistral",
        fill("[INST] Be kind.\n\nHi [/INST][5 6]</s>[INST] Add [/INST]CALL</s>"
             "[INST] RESULT [/INST]"));
    row("<|user|> <|end|>", "phi3",
        fill("<|system|>\nBe kind.<|end|>\n<|user|>\nHi<|end|>\n<|assistant|>\n[5 6]<|end|>\n"
             "<|user|>\nAdd<|end|>\n<|assistant|>\nCALL<|end|>\n<|user|>\nRESULT<|end|>\n"
             "<|assistant|>\n"));
    row("<|user|>", "zephyr",
        fill("<|system|>\nBe kind.</s>\n<|user|>\nHi</s>\n<|assistant|>\n[5 6]</s>\n"
             "<|user|>\nAdd</s>\n<|assistant|>\nCALL</s>\n<|user|>\nRESULT</s>\n"
             "<|assistant|>\n"));
}

QTEST_APPLESS_MAIN(ChatFormatTest)
#include "chat_format_test.moc"
