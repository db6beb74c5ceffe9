// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/chat/template_facts.h"
#include "tests/inference/engine/chat/parity_templates.h"

#include <QTest>

#include <map>

using namespace inference;
using namespace inference::testing;

class TemplateFactsTest : public QObject {
    Q_OBJECT

private slots:
    void knownTemplates_data()
    {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QString>("expected");
        // family, calls, then letters for: System, Later system, any Order, Tools, calls (K),
        // several Calls, short Ids, Arguments as text, No text with calls; the end of an answer
        const std::map<std::string, const char*> expected{
            {"HuggingFaceTB-SmolLM3-3B", "chatml holdfast SO <|im_end|>"},
            {"NousResearch-Hermes-3-Llama-3.1-8B-tool_use", "chatml tagged SLOTKCN <|im_end|>"},
            {"Qwen-Qwen2.5-7B-Instruct", "chatml tagged SLOTKCN <|im_end|>"},
            {"Qwen-Qwen3-0.6B", "chatml tagged SLOTKC <|im_end|>"},
            {"Qwen3.5-4B", "chatml function SOTKCN <|im_end|>"},
            {"deepseek-ai-DeepSeek-R1-Distill-Qwen-32B",
                "deepseek deepseek SLOKCN <｜end▁of▁sentence｜>"},
            {"google-gemma-2-2b-it", "gemma holdfast  <end_of_turn>"},
            {"meta-llama-Llama-3.1-8B-Instruct", "llama3 llama SLOTKN <|eot_id|>"},
            {"meta-llama-Llama-3.2-3B-Instruct", "llama3 llama SLOTKN <|eot_id|>"},
            {"microsoft-Phi-3.5-mini-instruct", "phi3 holdfast SLO <|end|>"},
            {"mistralai-Mistral-Nemo-Instruct-2407", "mistral mistral STKCIN <EOS>"},
            {"openai-gpt-oss-120b", "harmony harmony SOTK <|end|>"}};
        const auto templates = parityTemplates();
        if (templates.empty()) {
            QSKIP("No reference data: set HOLDFAST_PARITY.");
        }
        for (const ParityTemplate& known : templates) {
            const auto row = expected.find(known.name);
            QVERIFY2(row != expected.end(), known.name.c_str());
            QTest::newRow(known.name.c_str())
                << QString::fromStdString(known.source) << row->second;
        }
    }

    void knownTemplates()
    {
        QFETCH(QString, source);
        QFETCH(QString, expected);
        const std::string text = source.toStdString();
        const auto parsed = core::jinja::Template::parse(text);
        QVERIFY(parsed);
        const auto facts =
            probeTemplate(*parsed, text, {{"bos_token", "<BOS>"}, {"eos_token", "<EOS>"}});
        QVERIFY2(facts.has_value(), facts ? "" : facts.error().message.c_str());
        QString letters;
        for (const auto& [letter, is] :
            {std::pair{'S', facts->takesSystem}, std::pair{'L', facts->takesLaterSystem},
                std::pair{'O', facts->takesAnyOrder}, std::pair{'T', facts->takesTools},
                std::pair{'K', facts->takesCalls}, std::pair{'C', facts->takesSeveralCalls},
                std::pair{'I', facts->wantsShortIds}, std::pair{'A', facts->wantsArgumentsAsText},
                std::pair{'N', facts->wantsNoTextWithCalls}})
        {
            letters += is ? QString(letter) : QString();
        }
        const core::Json told = describeTemplate(text);
        const QString found = QString("%1 %2 %3 %4")
                                  .arg(QString::fromStdString(told["family"].get<std::string>()),
                                      QString::fromStdString(told["tool_calls"].get<std::string>()),
                                      letters, QString::fromStdString(facts->answerEnd));
        QCOMPARE(found, expected);
    }

    void anAnswerEndsWhereTheNextMessageBegins()
    {
        const std::string source = "{% for m in messages %}### {{ m.role }}:\n{{ m.content }}\n\n"
                                   "{% endfor %}### assistant:\n";
        const auto facts = probeTemplate(
            *core::jinja::Template::parse(source), source, core::OrderedJson::object());
        QVERIFY(facts);
        QCOMPARE(facts->answerEnd, std::string("### user:"));
    }

    void unusableTemplatesSayWhy_data()
    {
        QTest::addColumn<QByteArray>("source");
        QTest::addColumn<QByteArray>("words");
        QTest::newRow("no template") << QByteArray("{{ messages") << QByteArray("not closed");
        QTest::newRow("refuses everything")
            << QByteArray("{{ raise_exception('never') }}") << QByteArray("never");
        QTest::newRow("an endless loop") << QByteArray(
            "{% for i in range(10000) %}{% for j in range(10000) %}{% endfor %}"
            "{% endfor %}") << QByteArray("operations");
    }

    void unusableTemplatesSayWhy()
    {
        QFETCH(QByteArray, source);
        QFETCH(QByteArray, words);
        const core::Json told = describeTemplate(source.toStdString());
        QVERIFY(!told.contains("tool_calls"));
        QVERIFY(told["error"].get<std::string>().find(words.toStdString()) != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(TemplateFactsTest)
#include "template_facts_test.moc"
