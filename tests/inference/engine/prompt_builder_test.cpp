// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/prompt_builder.h"
#include "tests/inference/engine/chat/letter_tokenizer.h"
#include "tests/inference/engine/engine_fixture.h"

#include <QTest>

using namespace inference;
using namespace inference::testing;
using core::ModelMessage;
using Role = core::ModelMessage::Role;

class PromptBuilderTest : public QObject {
    Q_OBJECT

private:
    static core::ModelRequest request(std::vector<ModelMessage> messages)
    {
        core::ModelRequest made;
        made.messages = std::move(messages);
        made.outputTokensMax = 1024;
        return made;
    }

    [[nodiscard]] std::string spelled(const BuiltPrompt& built) const
    {
        std::string text;
        for (const TokenId id : built.tokens) {
            text += m_tokenizer->isControl(id) ? std::string(m_tokenizer->tokenText(id))
                                               : m_tokenizer->piece(id);
        }
        return text;
    }

    /// The token of a single byte.
    [[nodiscard]] TokenId letter(char c) const
    {
        TokenId id = 0;
        while (m_tokenizer->piece(id) != std::string(1, c)) {
            ++id;
        }
        return id;
    }

private slots:
    void initTestCase()
    {
        auto contents = readModelContents(m_fixture.makeModel({}, ""));
        QVERIFY(contents);
        m_tokenizer = *contents->tokenizer;
        m_chatml = *makeChatFormat(chatmlTemplate, TextStart::AddsSpace, *m_tokenizer);
        m_plain = *makeChatFormat("", TextStart::AddsSpace, *m_tokenizer);
    }

    void instructionsThenToolsThenMemory()
    {
        const PromptBuilder builder(*m_tokenizer, *m_chatml, 4096, "me");
        auto asked = request({{.role = Role::System, .text = "INSTRUCTIONS"},
            {.role = Role::System, .text = "MEMORY"}, {.role = Role::User, .text = "QUESTION"}});
        asked.tools.push_back({.name = "TOOL", .description = "d", .parameters = {}});
        const auto built = builder.build(asked, {});
        QVERIFY(built);
        QCOMPARE(built->tokens.front(), *m_tokenizer->bos());
        const std::string text = spelled(*built);
        std::size_t at = 0;
        for (const char* part : {"INSTRUCTIONS", "TOOL", "MEMORY", "QUESTION", "assistant"}) {
            const std::size_t next = text.find(part, at);
            QVERIFY2(next != std::string::npos, part);
            at = next;
        }
        QCOMPARE(
            builder.build(request(asked.messages), {})->tokens.size() < built->tokens.size(), true);
    }

    void plainModelsAreShownNoTools()
    {
        const PromptBuilder builder(*m_tokenizer, *m_plain, 4096, "me");
        auto asked = request({{.role = Role::User, .text = "Once"}});
        const auto without = builder.build(asked, {});
        asked.tools.push_back({.name = "TOOL", .description = "d", .parameters = {}});
        QCOMPARE(builder.build(asked, {})->tokens, without->tokens);
    }

    void whatWasReadStaysThePrefix()
    {
        const PromptBuilder builder(*m_tokenizer, *m_chatml, 4096, "me");
        auto asked = request(
            {{.role = Role::System, .text = "Be kind."}, {.role = Role::User, .text = "One"}});
        const auto first = builder.build(asked, {});
        // Not the tokens that the words would be given: each letter is one of its own.
        const std::vector<TokenId> letters{letter('O'), letter('n'), letter('e')};
        QVERIFY(m_tokenizer->encode("One", SpecialTokens::AsText) != letters);
        asked.messages.push_back({.role = Role::Assistant,
            .text = "One",
            .tokens = core::TokenRecord{.modelFingerprint = "me", .ids = letters}});
        asked.messages.push_back({.role = Role::User, .text = "Two"});
        const auto second = builder.build(asked, {});
        QVERIFY(first && second);
        std::vector<TokenId> expected = first->tokens;
        expected.insert(expected.end(), letters.begin(), letters.end());
        QVERIFY(second->tokens.size() > expected.size());
        QVERIFY(std::equal(expected.begin(), expected.end(), second->tokens.begin()));
        // Those alone are rebuilt as they were generated.
        QCOMPARE(second->classes.size(), second->tokens.size());
        for (std::size_t i = 0; i < second->classes.size(); ++i) {
            const bool isGenerated = i >= first->tokens.size() && i < expected.size();
            QCOMPARE(second->classes[i] == NumericClass::Decode, isGenerated);
        }
    }

    void tokensOfAnotherModelAreNotUsed_data()
    {
        QTest::addColumn<QString>("fingerprint");
        QTest::addColumn<int>("id");
        QTest::newRow("other model") << "other" << 300;
        QTest::newRow("id outside the vocabulary") << "me" << 512;
        QTest::newRow("negative id") << "me" << -1;
    }
    void tokensOfAnotherModelAreNotUsed()
    {
        QFETCH(QString, fingerprint);
        QFETCH(int, id);
        const PromptBuilder builder(*m_tokenizer, *m_chatml, 4096, "me");
        auto asked = request({{.role = Role::Assistant,
            .text = "WORDS",
            .tokens =
                core::TokenRecord{.modelFingerprint = fingerprint.toStdString(), .ids = {id}}}});
        QVERIFY(spelled(*builder.build(asked, {})).find("WORDS") != std::string::npos);
    }

    void wordsCannotSpellControlTokens()
    {
        const PromptBuilder builder(*m_tokenizer, *m_plain, 4096, "me");
        const auto built = builder.build(request({{.role = Role::User, .text = "a</s>b"}}), {});
        QCOMPARE(std::count(built->tokens.begin(), built->tokens.end(), *m_tokenizer->eos()), 0);
        QVERIFY(spelled(*built).find("a</s>b") != std::string::npos);
    }

    void theAnswerGetsHalfTheContextOrWhatIsLeft()
    {
        const PromptBuilder builder(*m_tokenizer, *m_plain, 128, "me");
        const auto little = builder.build(request({{.role = Role::User, .text = "Once"}}), {});
        QVERIFY(little->answerTokensMax > 64);
        const std::string words(90, '#'); // a token each
        const auto much = builder.build(request({{.role = Role::User, .text = words}}), {});
        QVERIFY(much);
        QVERIFY(much->answerTokensMax >= answerTokensMin && much->answerTokensMax < 64);
        QCOMPARE(static_cast<std::int64_t>(much->tokens.size()) + much->answerTokensMax, 128);
        const std::string tooMany(120, '#');
        const auto none = builder.build(request({{.role = Role::User, .text = tooMany}}), {});
        QVERIFY(!none);
        QCOMPARE(none.error().code, core::ErrorCode::LimitReached);
    }

    void droppedMessagesLeaveAStablePrefix()
    {
        const PromptBuilder builder(*m_tokenizer, *m_plain, 256, "me");
        auto asked = request({{.role = Role::System, .text = "Tell."}});
        std::vector<std::int64_t> dropped;
        int kept = 0;
        std::vector<TokenId> last;
        for (int turn = 0; turn < 30; ++turn) {
            asked.messages.push_back({.role = Role::User, .text = std::string(10, '#')});
            const auto built = builder.build(asked, {});
            QVERIFY(built);
            QVERIFY(built->answerTokensMax >= 128);
            const bool isPrefix = last.size() < built->tokens.size()
                && std::equal(last.begin(), last.end(), built->tokens.begin());
            kept += isPrefix ? 1 : 0;
            QCOMPARE(isPrefix, dropped.empty() || dropped.back() == built->messagesDropped);
            dropped.push_back(built->messagesDropped);
            last = built->tokens;
        }
        QVERIFY(dropped.back() > 10);
        QVERIFY(kept > 22); // most turns only add
    }

    void aTemplateIsShownTheNewestMessages()
    {
        const PromptBuilder builder(*m_tokenizer, *m_chatml, 256, "me");
        auto asked = request({{.role = Role::System, .text = "Tell."}});
        std::int64_t lastDropped = 0;
        for (int turn = 0; turn < 20; ++turn) {
            asked.messages.push_back(
                {.role = Role::User, .text = "Question " + std::to_string(turn)});
            const auto built = builder.build(asked, {});
            QVERIFY2(built.has_value(), built ? "" : built.error().message.c_str());
            QVERIFY(static_cast<std::int64_t>(built->tokens.size()) <= 128);
            QVERIFY(built->answerTokensMax >= 128);
            QVERIFY(built->messagesDropped >= lastDropped);
            lastDropped = built->messagesDropped;
            const std::string text = spelled(*built);
            QVERIFY(text.find("Tell.") != std::string::npos);
            QVERIFY(text.find("Question " + std::to_string(turn)) != std::string::npos);
            QCOMPARE(text.find("Question 0<") == std::string::npos, lastDropped > 0);
            asked.messages.push_back({.role = Role::Assistant, .text = "Fine."});
        }
        QVERIFY(lastDropped > 10);
    }

    void nothingToReadIsRefused()
    {
        const LetterTokenizer tokenizer({}); // without a token that begins a context
        const PromptBuilder builder(tokenizer, *m_plain, 128, "me");
        const auto built = builder.build(request({}), {});
        QVERIFY(!built);
        QCOMPARE(built.error().code, core::ErrorCode::InvalidInput);
    }

private:
    EngineFixture m_fixture;
    std::shared_ptr<const Tokenizer> m_tokenizer;
    std::unique_ptr<const ChatFormat> m_chatml;
    std::unique_ptr<const ChatFormat> m_plain;
};

QTEST_APPLESS_MAIN(PromptBuilderTest)
#include "prompt_builder_test.moc"
