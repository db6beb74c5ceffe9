// SPDX-License-Identifier: Apache-2.0
// Every tokenizer of the parity data, and every schema of the table: masks are exact, and what is
// chosen from them at random is JSON that its schema allows.
#include "inference/grammar/token_matcher.h"

#include "core/text/schema/schema_check.h"
#include "inference/gguf/gguf_file.h"
#include "tests/core/text/schema/schema_cases.h"
#include "tests/inference/grammar/grammar_text.h"

#include <QtTest>

#include <bit>
#include <filesystem>
#include <random>

using namespace inference;

namespace {

std::filesystem::path parityFolder()
{
    if (const QByteArray given = qgetenv("HOLDFAST_PARITY"); !given.isEmpty()) {
        return given.toStdString();
    }
    return std::filesystem::path(qgetenv("HOLDFAST_SOURCE_DIR").toStdString()) / "../shared/parity";
}

/// A tokenizer and the bytes of its tokens.
struct Words {
    explicit Words(std::unique_ptr<Tokenizer> given)
        : tokenizer(std::move(given))
        , alphabet(*tokenizer, [this](TokenId id) { return tokenizer->isEndOfText(id); })
    {
        for (TokenId id = 0; id < tokenizer->vocabularySize(); ++id) {
            const bool isText = !tokenizer->isControl(id) && !tokenizer->isEndOfText(id);
            pieces.push_back(isText ? tokenizer->piece(id) : std::string());
            const std::string& piece = pieces.back();
            if (tokenizer->isEndOfText(id) || piece == "\"" || piece == "]" || piece == "}") {
                closing.push_back(id);
            }
        }
    }
    std::unique_ptr<Tokenizer> tokenizer;
    TokenAlphabet alphabet;
    std::vector<std::string> pieces; ///< empty for tokens that are no text
    std::vector<TokenId> closing; ///< those that end something
};

/// One schema over one vocabulary.
struct Form {
    Form(const core::Schema& schema, const Words& words)
        : grammar(grammarOf(schema,
            {.alphabet = words.alphabet.trie().alphabet(),
                .stepBytesMax = words.alphabet.trie().longestToken()}))
    {
        if (grammar) {
            tokens = std::make_unique<TokenGrammar>(*grammar, words.alphabet);
        }
    }
    core::Result<Grammar> grammar;
    std::unique_ptr<TokenGrammar> tokens;
};

class TokenMatcherTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void masksAreExact_data() { everyTokenizer(); }
    void masksAreExact();
    void randomAnswersAreAllowed_data() { everyTokenizer(); }
    void randomAnswersAreAllowed();
    void jumpsGiveTheSameText_data() { everyTokenizer(); }
    void jumpsGiveTheSameText();
    void namesDoNotComeTwice_data() { everyTokenizer(); }
    void namesDoNotComeTwice();
    void longTextsAreForgotten();
    void leavesTheLastTokenToTheModel();

private:
    void everyTokenizer();
    const Words& words(const std::string& name);
    std::map<std::string, std::filesystem::path> m_files;
    std::map<std::string, std::unique_ptr<Words>> m_words;
};

void TokenMatcherTest::initTestCase()
{
    for (const char* folder : {"tokenizers", "models"}) {
        const std::filesystem::path path = parityFolder() / folder;
        if (!std::filesystem::exists(path)) {
            QSKIP("The reference tokenizers are not there; set HOLDFAST_PARITY.");
        }
        for (const auto& entry : std::filesystem::directory_iterator(path)) {
            const auto file = GgufFile::open(entry.path());
            if (entry.path().extension() == ".gguf" && file && Tokenizer::create(*file)) {
                m_files[entry.path().stem().string()] = entry.path();
            }
        }
    }
    QVERIFY(m_files.size() >= 14);
}

void TokenMatcherTest::everyTokenizer()
{
    QTest::addColumn<QString>("name");
    for (const auto& [name, path] : m_files) {
        // These have the vocabulary of mistral-f16.
        if (name != "mistral-Q8_0" && name != "mistral-Q4_0" && name != "mistral-Q4_K_M") {
            QTest::newRow(name.c_str()) << QString::fromStdString(name);
        }
    }
}

const Words& TokenMatcherTest::words(const std::string& name)
{
    std::unique_ptr<Words>& known = m_words[name];
    if (!known) {
        const auto file = GgufFile::open(m_files.at(name));
        known = std::make_unique<Words>(*Tokenizer::create(*file));
    }
    return *known;
}

/// A way to choose that finds an end: after a while it prefers what closes something.
TokenId choose(const TokenMask& mask, const Words& words, std::size_t step, std::mt19937& random)
{
    std::vector<TokenId> closing;
    for (const TokenId id : words.closing) {
        if (mask.contains(id)) {
            closing.push_back(id);
        }
    }
    if (step > 25 && !closing.empty() && random() % 4 != 0) {
        return closing[random() % closing.size()];
    }
    std::vector<TokenId> all;
    for (std::size_t word = 0; word < mask.words().size(); ++word) {
        for (std::uint32_t bits = mask.words()[word]; bits != 0; bits &= bits - 1) {
            all.push_back(
                static_cast<TokenId>(word * 32) + static_cast<TokenId>(std::countr_zero(bits)));
        }
    }
    return all[random() % all.size()];
}

/// What the mask should be, from the beginning of the text for each token.
bool mayFollow(const Grammar& grammar, GrammarMachine& machine, GrammarMachine::StateId state,
    const std::string& text, const std::string& piece)
{
    for (const char byte : piece) {
        state = machine.next(state, static_cast<std::uint8_t>(byte));
    }
    UniqueKeys keys;
    return state != GrammarMachine::dead && !piece.empty()
        && !(grammar.needsUniqueKeys() && keys.wouldRepeat(text + piece));
}

void TokenMatcherTest::masksAreExact()
{
    QFETCH(QString, name);
    const Words& vocabulary = words(name.toStdString());
    std::mt19937 random(7);
    const bool isLarge = vocabulary.pieces.size() > 40'000;
    const auto cases = testing::schemaCases();
    std::size_t states = 0;
    for (std::size_t i = 0; i < cases.size(); ++i) {
        const bool isCounted = std::string_view(cases[i].name) == "from 15 to 40 characters";
        if (i % (isLarge ? 10 : 5) != 0 && !isCounted) {
            continue;
        }
        const auto schema = core::Schema::parse(cases[i].schema);
        Form form(*schema, vocabulary);
        if (!form.tokens) {
            continue;
        }
        GrammarMachine machine(*form.grammar); // knows nothing of trees, likeness or kept masks
        TokenMatcher matcher(*form.tokens);
        std::string text;
        for (std::size_t step = 0; step < (isCounted && !isLarge ? 30 : 10); ++step) {
            const auto mask = matcher.allowed();
            QVERIFY2(mask, mask ? "" : mask.error().message.c_str());
            const auto state = testing::stateAfter(machine, text);
            for (TokenId id = 0; id < vocabulary.tokenizer->vocabularySize(); ++id) {
                const std::string& piece = vocabulary.pieces[static_cast<std::size_t>(id)];
                const bool expected = vocabulary.tokenizer->isEndOfText(id)
                    ? machine.accepts(state)
                    : mayFollow(*form.grammar, machine, state, text, piece);
                QVERIFY2((*mask)->contains(id) == expected,
                    qPrintable(QString("%1: token %2 after %3")
                                   .arg(cases[i].name, QString::fromStdString(piece),
                                       QString::fromStdString(text))));
            }
            ++states;
            const TokenId id = choose(**mask, vocabulary, step, random);
            if (vocabulary.tokenizer->isEndOfText(id)) {
                break;
            }
            text += vocabulary.pieces[static_cast<std::size_t>(id)];
            QVERIFY(matcher.accept(id));
            if (matcher.isOver()) {
                break;
            }
        }
    }
    QVERIFY2(states > 15, qPrintable(QString::number(states)));
}

/// Nothing when it did not end in time.
std::optional<std::string> walk(TokenGrammar& grammar, const Words& words, std::mt19937& random)
{
    TokenMatcher matcher(grammar);
    std::string text;
    for (std::size_t step = 0; step < 400 && !matcher.isOver(); ++step) {
        const auto mask = matcher.allowed();
        if (!mask) {
            return "error: " + mask.error().message;
        }
        const TokenId id = choose(**mask, words, step, random);
        if (words.tokenizer->isEndOfText(id)) {
            return text;
        }
        text += words.pieces[static_cast<std::size_t>(id)];
        if (!matcher.accept(id)) {
            return "error: an allowed token is refused";
        }
    }
    return matcher.mayEnd() ? std::optional(text) : std::nullopt;
}

void TokenMatcherTest::randomAnswersAreAllowed()
{
    QFETCH(QString, name);
    const Words& vocabulary = words(name.toStdString());
    std::mt19937 random(11);
    const bool isLarge = vocabulary.pieces.size() > 40'000;
    const auto cases = testing::schemaCases();
    int walks = 0;
    int ended = 0;
    for (std::size_t i = 0; i < cases.size(); i += isLarge ? 5 : 1) {
        const auto schema = core::Schema::parse(cases[i].schema);
        Form form(*schema, vocabulary);
        if (!form.tokens) {
            QCOMPARE(form.grammar.error().code, core::ErrorCode::Unsupported);
            continue;
        }
        for (int repeat = 0; repeat < (isLarge ? 1 : 3); ++repeat) {
            ++walks;
            const auto text = walk(*form.tokens, vocabulary, random);
            if (!text) {
                continue;
            }
            ++ended;
            const auto value = core::parseJson(*text);
            QVERIFY2(value, qPrintable(QString("%1: %2").arg(cases[i].name, text->c_str())));
            const auto checked = core::checkAgainst(*schema, *value);
            QVERIFY2(checked, checked ? "" : checked.error().message.c_str());
        }
    }
    qInfo("%d of %d walks ended", ended, walks);
    QVERIFY(ended * 10 >= walks * 9);
}

/// Follows a text: the longest allowed token that goes on with it, or what is forced.
std::string follow(TokenGrammar& grammar, const Words& words, std::string_view text, bool jumps,
    std::size_t& forcedTokens)
{
    TokenMatcher matcher(grammar);
    std::string written;
    while (!matcher.isOver() && written.size() < text.size()) {
        const auto forced = jumps ? matcher.forced(64) : std::vector<TokenId>{};
        for (const TokenId id : *forced) {
            written += words.pieces[static_cast<std::size_t>(id)];
            if (!(*matcher.allowed())->contains(id) || !matcher.accept(id)) {
                return "error: a forced token is not allowed";
            }
            ++forcedTokens;
        }
        if (!forced->empty()) {
            continue;
        }
        const auto mask = matcher.allowed();
        TokenId best = -1;
        std::size_t length = 0;
        for (TokenId id = 0; id < words.tokenizer->vocabularySize(); ++id) {
            const std::string& piece = words.pieces[static_cast<std::size_t>(id)];
            if (piece.size() > length && (*mask)->contains(id)
                && text.substr(written.size()).starts_with(piece))
            {
                best = id;
                length = piece.size();
            }
        }
        if (best < 0 || !matcher.accept(best)) {
            return "error: no token goes on after " + written;
        }
        written += words.pieces[static_cast<std::size_t>(best)];
    }
    return written;
}

void TokenMatcherTest::jumpsGiveTheSameText()
{
    QFETCH(QString, name);
    const Words& vocabulary = words(name.toStdString());
    const auto schema = core::Schema::parse(R"({"type":"object","properties":{
        "temperature_celsius":{"type":"integer"},"conditions":{"enum":["sunny","cloudy"]},
        "place":{"type":"object","properties":{"country":{"const":"norway"}},"required":["country"],
        "additionalProperties":false}},"required":["temperature_celsius","conditions","place"],
        "additionalProperties":false})");
    Form form(*schema, vocabulary);
    QVERIFY2(form.tokens, form.grammar ? "" : form.grammar.error().message.c_str());
    for (const char* text :
        {R"({"temperature_celsius":21,"conditions":"sunny","place":{"country":"norway"}})",
            R"({"temperature_celsius": -3, "conditions": "cloudy", "place": {"country": "norway"}})"})
    {
        std::size_t forced = 0;
        QCOMPARE(follow(*form.tokens, vocabulary, text, false, forced), std::string(text));
        QCOMPARE(forced, std::size_t{0});
        QCOMPARE(follow(*form.tokens, vocabulary, text, true, forced), std::string(text));
        QVERIFY2(forced >= 6, qPrintable(QString::number(forced)));
    }
}

void TokenMatcherTest::namesDoNotComeTwice()
{
    QFETCH(QString, name);
    const Words& vocabulary = words(name.toStdString());
    const auto schema = core::Schema::parse(
        R"({"type":"object","properties":{"ab":{"type":"null"}},"additionalProperties":{"type":"object"}})");
    Form form(*schema, vocabulary);
    QVERIFY(form.tokens);
    TokenMatcher matcher(*form.tokens);
    const auto write = [&](std::string_view text) {
        for (const char byte : text) {
            const std::string one(1, byte);
            const auto& trie = vocabulary.alphabet.trie();
            const auto node = trie.find(0, one);
            if (node == 0 || trie.tokens(node).empty()
                || !matcher.accept(trie.tokens(node).front())) {
                return false;
            }
        }
        return true;
    };
    const auto allows = [&](std::string_view text) {
        const auto& trie = vocabulary.alphabet.trie();
        const auto node = trie.find(0, text);
        return node != 0 && !trie.tokens(node).empty()
            && (*matcher.allowed())->contains(trie.tokens(node).front());
    };
    QVERIFY(write(R"({"ab":null,"a":{"a":{},"b":{}},"a)"));
    QVERIFY(!allows("\""));
    QVERIFY(!allows("\":"));
    QVERIFY(allows("c"));
    QVERIFY(allows("b"));
    QVERIFY(write("b"));
    QVERIFY(!allows("\"")); // the schema's own name
    QVERIFY(write("c\":{\"a"));
    QVERIFY(allows("\"")); // of an object of its own
}

void TokenMatcherTest::longTextsAreForgotten()
{
    const Words& vocabulary = words("stories260K-f32");
    const auto schema = core::Schema::parse(R"({"type":"string","maxLength":60000})");
    Form form(*schema, vocabulary);
    QVERIFY2(form.tokens, form.grammar ? "" : form.grammar.error().message.c_str());
    TokenMatcher matcher(*form.tokens);
    const TokenId quote =
        vocabulary.alphabet.trie().tokens(vocabulary.alphabet.trie().find(0, "\"")).front();
    const TokenId letter =
        vocabulary.alphabet.trie().tokens(vocabulary.alphabet.trie().find(0, "e")).front();
    QVERIFY(matcher.accept(quote));
    for (int i = 0; i < 60000; ++i) {
        QVERIFY((*matcher.allowed())->contains(letter));
        QVERIFY(matcher.accept(letter));
        QVERIFY(form.tokens->machine().stateCount() < 30'000);
    }
    QVERIFY(!(*matcher.allowed())->contains(letter));
    QVERIFY((*matcher.allowed())->contains(quote));
}

void TokenMatcherTest::leavesTheLastTokenToTheModel()
{
    const Words& vocabulary = words("llama-bpe");
    const auto schema = core::Schema::parse(R"({"type":"object","properties":{"name":{"type":
        "string"}},"required":["name"],"additionalProperties":false})");
    Form form(*schema, vocabulary);
    TokenMatcher matcher(*form.tokens);
    QVERIFY(matcher.accept(vocabulary.tokenizer->encode("{", SpecialTokens::AsText).front()));
    const auto forced = matcher.forced(64);
    QVERIFY(forced);
    QCOMPARE(vocabulary.tokenizer->decode(*forced), std::string("\"name"));
    for (const TokenId id : *forced) {
        QVERIFY(matcher.accept(id));
    }
    for (const char* piece : {"\"", "\":", "\":\""}) { // all of these are tokens
        const auto ids = vocabulary.tokenizer->encode(piece, SpecialTokens::AsText);
        QVERIFY(ids.size() == 1 && (*matcher.allowed())->contains(ids.front()));
    }
}

} // namespace

QTEST_APPLESS_MAIN(TokenMatcherTest)
#include "token_matcher_test.moc"
