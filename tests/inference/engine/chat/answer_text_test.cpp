// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/chat/answer_text.h"

#include "core/text/utf8.h"

#include <QTest>

using namespace inference;

class AnswerTextTest : public QObject {
    Q_OBJECT

private slots:
    void endsBeforeAStopString()
    {
        const std::string answer = " Hello there<|im_end|>\nuser";
        for (std::size_t cut = 0; cut < answer.size(); ++cut) {
            AnswerText text({.trims = true}, {"<|im_end|>"});
            std::string shown = text.add(answer.substr(0, cut)).text;
            shown += text.add(answer.substr(cut)).text;
            QVERIFY(text.stopped());
            QCOMPARE(*text.stopAt(), std::size_t{12});
            QCOMPARE(shown + text.finish().text, std::string("Hello there"));
        }
    }

    void givesWholeCharacters()
    {
        const std::string answer = "a\xE2\x82\xAC\xF0\x9F\x98\x80z\xFF";
        AnswerText text({});
        std::string shown;
        for (const char c : answer) {
            const std::string delta = text.add(std::string(1, c)).text;
            QVERIFY(core::isValidUtf8(delta));
            shown += delta;
        }
        shown += text.finish().text;
        QCOMPARE(shown, std::string("a\xE2\x82\xAC\xF0\x9F\x98\x80z\xEF\xBF\xBD"));
    }

    void whatOnlyLooksLikeAStopStringIsShown()
    {
        AnswerText text({}, {"</s>"});
        QCOMPARE(text.add("x </").text, std::string("x "));
        QCOMPARE(text.finish().text, std::string("</"));
        QVERIFY(!text.stopped());
    }

    void callsAreTakenOut()
    {
        AnswerText text({.callFormat = CallFormat::Tagged, .trims = true});
        std::string shown = text.add("\n\nLet me see. <tool_call>{\"name\":\"f\",").text;
        shown += text.add("\"arguments\":{}}</tool_call>").text;
        QCOMPARE(shown + text.finish().text, std::string("Let me see."));
        QCOMPARE(text.calls().size(), std::size_t{1});
        QCOMPARE(text.calls().front().name, std::string("f"));
    }

    void withoutToolsTheTagIsText()
    {
        AnswerText text({});
        QCOMPARE(text.add("<tool_call>").text + text.finish().text, std::string("<tool_call>"));
        QVERIFY(text.calls().empty());
    }
};

QTEST_APPLESS_MAIN(AnswerTextTest)
#include "answer_text_test.moc"
