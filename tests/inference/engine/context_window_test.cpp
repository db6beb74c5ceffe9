// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/context_window.h"

#include <QTest>

#include <vector>

using namespace inference;

namespace {

constexpr auto question = WindowStart::Question;
constexpr auto possible = WindowStart::Possible;
constexpr auto never = WindowStart::Never;

} // namespace

class ContextWindowTest : public QObject {
    Q_OBJECT

private slots:
    void everythingStaysWhileItFits()
    {
        const std::vector<WindowMessage> messages{{30, question}, {30, possible}, {40, question}};
        QCOMPARE(chooseWindow(messages, 100, 25), std::size_t{0});
        QCOMPARE(chooseWindow({}, 100, 25), std::size_t{0});
    }

    void roomIsMadeForSeveralTurns()
    {
        // 10 a message: at the eleventh the window shrinks to 75 or less, from a question on.
        std::vector<WindowMessage> messages;
        std::vector<std::size_t> firsts;
        for (int i = 0; i < 40; ++i) {
            messages.push_back({10, i % 2 == 0 ? question : possible});
            firsts.push_back(*chooseWindow(messages, 100, 25));
        }
        QCOMPARE(firsts[9], std::size_t{0});
        QCOMPARE(firsts[10], std::size_t{4});
        QCOMPARE(firsts[11], std::size_t{4});
        QCOMPARE(firsts[13], std::size_t{4}); // 100 again
        QCOMPARE(firsts[14], std::size_t{8});
        int changes = 0;
        for (std::size_t i = 1; i < firsts.size(); ++i) {
            QVERIFY(firsts[i] >= firsts[i - 1]);
            changes += firsts[i] != firsts[i - 1] ? 1 : 0;
        }
        QVERIFY(changes <= 8); // not at each of the 30 messages that did not fit
    }

    void beginsWithAQuestionIfItCan()
    {
        const std::vector<WindowMessage> messages{{50, question}, {30, possible}, {30, question}};
        QCOMPARE(chooseWindow(messages, 100, 25), std::size_t{2});
        const std::vector<WindowMessage> noQuestion{{50, question}, {30, possible}, {30, possible}};
        QCOMPARE(chooseWindow(noQuestion, 100, 25), std::size_t{1});
    }

    void aToolsAnswerKeepsItsCall()
    {
        const std::vector<WindowMessage> messages{
            {60, question}, {20, possible}, {30, never}, {20, never}};
        QCOMPARE(chooseWindow(messages, 100, 25), std::size_t{1});
    }

    void theLastMessageAloneWillDo()
    {
        const std::vector<WindowMessage> messages{{60, question}, {20, possible}, {95, question}};
        QCOMPARE(chooseWindow(messages, 100, 25), std::size_t{2});
        const std::vector<WindowMessage> tool{{60, question}, {50, possible}, {95, never}};
        QCOMPARE(chooseWindow(tool, 100, 25), std::size_t{2});
    }

    void aMessageTooLongByItselfGoes()
    {
        const std::vector<WindowMessage> messages{{10, question}, {5000, possible}, {10, question}};
        QCOMPARE(chooseWindow(messages, 100, 25), std::size_t{2});
    }

    void nothingFits()
    {
        const std::vector<WindowMessage> messages{{10, question}, {101, question}};
        QCOMPARE(chooseWindow(messages, 100, 25), std::nullopt);
        QCOMPARE(chooseWindow(messages, -5, 25), std::nullopt);
    }
};

QTEST_APPLESS_MAIN(ContextWindowTest)
#include "context_window_test.moc"
