// SPDX-License-Identifier: Apache-2.0
// Answers of a model that is made to say given tokens.
#include "inference/engine/answer_writer.h"

#include "core/text/schema/schema_check.h"
#include "inference/grammar/schema_grammar.h"
#include "tests/inference/engine/chat/letter_tokenizer.h"
#include "tests/inference/engine/engine_fixture.h"

#include <QTest>

#include <algorithm>

using namespace inference;
using namespace inference::testing;

namespace {

/// A cache that only counts.
class CountingCache final : public KvCache {
public:
    [[nodiscard]] std::int64_t length() const override { return m_length; }
    [[nodiscard]] std::int64_t capacity() const override { return 4096; }
    [[nodiscard]] std::int64_t sizeBytes() const override { return 0; }
    void truncate(std::int64_t length) override { m_length = length; }
    void extend(std::int64_t count) { m_length += count; }

private:
    std::int64_t m_length = 0;
};

/// Says the tokens of a script, whatever it reads.
class ScriptedModel final : public LoadedModel {
public:
    ScriptedModel(std::vector<TokenId> script, const LlamaModel& model)
        : m_script(std::move(script))
        , m_model(model)
    {
    }
    [[nodiscard]] const LlamaModel& model() const override { return m_model; }
    core::Result<std::unique_ptr<KvCache>> createCache(std::int64_t, KvType) override
    {
        return std::make_unique<CountingCache>();
    }
    core::Result<void> forward(
        std::span<const Segment> segments, std::vector<float>& logits, std::stop_token) override
    {
        ++passes;
        auto& cache = dynamic_cast<CountingCache&>(*segments.front().cache);
        cache.extend(static_cast<std::int64_t>(segments.front().tokens.size()));
        const std::vector<float> row = logitsAt(cache.length());
        logits.insert(logits.end(), row.begin(), row.end());
        return {};
    }
    std::int64_t passes = 0;

    [[nodiscard]] std::vector<float> logitsAt(std::int64_t position) const
    {
        std::vector<float> row(static_cast<std::size_t>(m_model.parameters.vocabulary), 0.0F);
        const auto index = std::min(static_cast<std::size_t>(position), m_script.size() - 1);
        row[static_cast<std::size_t>(m_script[index])] = 1.0F;
        return row;
    }

private:
    std::vector<TokenId> m_script;
    const LlamaModel& m_model;
};

} // namespace

class AnswerWriterTest : public QObject {
    Q_OBJECT

private:
    /// What comes of an answer that spells `text` and then goes on with `behind`.
    core::Result<Answer> answer(const std::string& text, AnswerTask task, TokenId behind,
        const AnswerEnds& ends, Sequence& sequence)
    {
        std::vector<TokenId> script = m_tokenizer->encode(text, SpecialTokens::AsText);
        script.push_back(behind);
        ScriptedModel model(script, *m_model);
        sequence.cache = *model.createCache(0, KvType::F16);
        task.sampling.temperature = 0;
        AnswerWriter writer(model, *m_tokenizer, ends);
        auto said = writer.write(sequence, model.logitsAt(0), task, {}, {});
        m_passes = model.passes;
        return said;
    }

private slots:
    void initTestCase()
    {
        const auto contents = readModelContents(m_fixture.makeModel({}, ""));
        QVERIFY(contents);
        m_tokenizer = *contents->tokenizer;
        m_model = contents->model;
    }

    void endsAtTheModelsEndToken()
    {
        Sequence sequence;
        const auto said = answer("Hello", {.tokensMax = 100}, *m_tokenizer->eos(), {}, sequence);
        QVERIFY(said);
        QCOMPARE(said->finish, core::FinishReason::Stop);
        QCOMPARE(said->text, std::string(" Hello"));
        QCOMPARE(said->tokens, m_tokenizer->encode("Hello", SpecialTokens::AsText));
        QCOMPARE(said->tokensGenerated, static_cast<std::int64_t>(said->tokens.size()) + 1);
        QCOMPARE(sequence.tokens, said->tokens);
    }

    void endsAtTheLimit()
    {
        Sequence sequence;
        const auto said = answer("########", {.tokensMax = 4}, 300, {}, sequence);
        QVERIFY(said);
        QCOMPARE(said->finish, core::FinishReason::Length);
        QCOMPARE(said->tokens.size(), std::size_t{4});
        QCOMPARE(sequence.cache->length(), 3); // nobody needs what follows the last one
    }

    void stopStringsAreNoPartOfTheRecord()
    {
        Sequence sequence;
        const auto said = answer("Hi<|end|>more", {.tokensMax = 100, .rules = {.trims = true}}, 300,
            {.stopStrings = {"<|end|>"}}, sequence);
        QVERIFY(said);
        QCOMPARE(said->text, std::string("Hi"));
        QCOMPARE(said->finish, core::FinishReason::Stop);
        QVERIFY(said->tokensAreText);
        std::string spelled;
        for (const TokenId id : said->tokens) {
            spelled += m_tokenizer->piece(id);
        }
        QCOMPARE(spelled, std::string(" Hi"));
    }

    void callsComeOutEvenBrokenOnes()
    {
        const AnswerTask task{
            .tokensMax = 400, .rules = {.callFormat = CallFormat::Tagged, .trims = true}};
        const TokenId eos = *m_tokenizer->eos();
        Sequence sequence;
        const auto whole =
            answer("<tool_call>\n{\"name\": \"add\", \"arguments\": {\"a\": 1}}\n</tool_call>",
                task, eos, {}, sequence);
        QVERIFY(whole);
        QCOMPARE(whole->finish, core::FinishReason::ToolCalls);
        QCOMPARE(whole->toolCalls.size(), std::size_t{1});
        QCOMPARE(whole->toolCalls[0].name, std::string("add"));
        QCOMPARE(whole->toolCalls[0].arguments, std::string("{\"a\": 1}"));
        QVERIFY(whole->text.empty());
        Sequence other;
        const auto broken = answer("<tool_call>{\"name\": \"add", task, eos, {}, other);
        QVERIFY(broken);
        QCOMPARE(broken->finish, core::FinishReason::ToolCalls);
        QCOMPARE(broken->toolCalls[0].name, std::string(unreadableToolName));
        QCOMPARE(broken->toolCalls[0].arguments, std::string("{\"name\": \"add"));
    }

    void endMarkersAreTokensOrLetters()
    {
        const auto chatml = makeChatFormat(chatmlTemplate, TextStart::AddsSpace, *m_tokenizer);
        const AnswerEnds spelled = AnswerEnds::of(**chatml, *m_tokenizer);
        QVERIFY(spelled.tokens.empty());
        QCOMPARE(spelled.stopStrings, std::vector<std::string>{"<|im_end|>"});
        const auto mistral = makeChatFormat("{% for m in messages %}{{ m.content }}{{ eos_token }}"
                                            "{% endfor %}",
            TextStart::AddsSpace, *m_tokenizer);
        const AnswerEnds known = AnswerEnds::of(**mistral, *m_tokenizer);
        QCOMPARE(known.tokens, std::vector<TokenId>{*m_tokenizer->eos()});
        QVERIFY(known.stopStrings.empty());
    }

    void someEndTokensEndOnlyAPart()
    {
        const LetterTokenizer tokenizer = familyTokenizer();
        const auto harmony = makeChatFormat("<|start|>{{ messages[0].content }}<|channel|>"
                                            "<|message|>",
            TextStart::AddsNothing, tokenizer);
        const AnswerEnds ends = AnswerEnds::of(**harmony, tokenizer);
        const auto endsAt = [&](const char* marker) {
            return ends.endsAt(tokenizer.encode(marker, SpecialTokens::Parse).front(), tokenizer);
        };
        QVERIFY(!endsAt("<|end|>"));
        QVERIFY(endsAt("<|return|>"));
        QVERIFY(endsAt("<|call|>"));
        QVERIFY(endsAt("<EOS>"));
        QVERIFY(AnswerEnds{}.endsAt(
            tokenizer.encode("<|end|>", SpecialTokens::Parse).front(), tokenizer));
    }

    /// Whatever the model says, the answer keeps its form; what must follow is read together.
    void keepsToItsForm()
    {
        const auto schema = core::Schema::parse(R"({"type":"object","properties":{"colour":{"enum":
            ["red","green"]},"count":{"type":"integer","minimum":10,"maximum":99}},"required":
            ["colour","count"],"additionalProperties":false})");
        const TokenAlphabet words(
            *m_tokenizer, [this](TokenId id) { return m_tokenizer->isEndOfText(id); });
        TokenGrammar grammar(
            *grammarOf(*schema,
                {.alphabet = words.trie().alphabet(), .stepBytesMax = words.trie().longestToken()}),
            words);
        TokenMatcher form(grammar);
        Sequence sequence;
        const auto said = answer("</s>No!", {.tokensMax = 100, .form = &form}, *m_tokenizer->eos(),
            {.stopStrings = {"red"}}, sequence);
        QVERIFY2(said, said ? "" : said.error().message.c_str());
        QCOMPARE(said->finish, core::FinishReason::Stop);
        const auto value = core::parseJson(said->text);
        QVERIFY2(value, said->text.c_str());
        QVERIFY(core::checkAgainst(*schema, *value));
        QCOMPARE(said->tokensGenerated, static_cast<std::int64_t>(said->tokens.size()));
        QVERIFY2(m_passes * 2 < said->tokensGenerated, said->text.c_str());
    }

    void saysWhenItsFormIsNotWhole()
    {
        const auto schema = core::Schema::parse(R"({"type":"string"})");
        const TokenAlphabet words(
            *m_tokenizer, [this](TokenId id) { return m_tokenizer->isEndOfText(id); });
        TokenGrammar grammar(*grammarOf(*schema, {}), words);
        TokenMatcher form(grammar);
        Sequence sequence;
        const auto said =
            answer(std::string(50, '#'), {.tokensMax = 9, .form = &form}, 300, {}, sequence);
        QVERIFY(said);
        QCOMPARE(said->finish, core::FinishReason::Length);
        QVERIFY(!core::parseJson(said->text));
    }

private:
    EngineFixture m_fixture;
    std::shared_ptr<const Tokenizer> m_tokenizer;
    std::shared_ptr<const LlamaModel> m_model;
    std::int64_t m_passes = 0; ///< of the model that was used last
};

QTEST_APPLESS_MAIN(AnswerWriterTest)
#include "answer_writer_test.moc"
