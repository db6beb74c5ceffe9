// SPDX-License-Identifier: Apache-2.0
// Who profits from what was computed: sessions, forks, other agents, other processes. A model that
// is opened anew over the same folder stands for another process.
#include "tests/inference/engine/engine_fixture.h"

#include <QTest>

using namespace inference;
using namespace inference::testing;
using core::ModelMessage;
using Role = core::ModelMessage::Role;

namespace {

constexpr std::string_view instructions =
    "You keep the books of a small workshop. Be brief, be exact, and name the line you took a "
    "figure from. Amounts are in cents.";

core::ModelRequest ask(const std::string& session, const std::string& question)
{
    core::ModelRequest request;
    request.sessionKey = session;
    request.messages.push_back({.role = Role::System, .text = std::string(instructions)});
    request.messages.push_back({.role = Role::User, .text = question});
    request.sampling.temperature = 0;
    request.outputTokensMax = 40;
    return request;
}

void goOn(core::ModelRequest& request, const core::ModelResponse& response, std::string question)
{
    request.messages.push_back(
        {.role = Role::Assistant, .text = response.text, .tokens = response.tokens});
    request.messages.push_back({.role = Role::User, .text = std::move(question)});
}

std::int64_t wholePages(std::int64_t positions)
{
    return positions / pagePositions * pagePositions;
}

} // namespace

class EngineStateTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        LlamaShape shape;
        shape.contextLength = 2048;
        m_model = m_fixture.makeModel(shape, std::string(chatmlTemplate));
    }

    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void anotherProcessGoesOn_data() { addDevices(); }
    void anotherProcessGoesOn()
    {
        auto request = ask("a", "What did we spend on oak?");
        const auto first = open()->respond(request, {}, {});
        QVERIFY2(first, first ? "" : first.error().message.c_str());
        QCOMPARE(first->usage.inputTokensCached, 0);
        const auto again = open()->respond(request, {}, {});
        const std::int64_t all = first->usage.inputTokensComputed;
        QCOMPARE(again->usage.inputTokensCached, wholePages(all - 1));
        QCOMPARE(again->usage.inputTokensComputed, all - wholePages(all - 1));
        QCOMPARE(again->tokens->ids, first->tokens->ids);

        goOn(request, *first, "And on ash?");
        const auto next = open()->respond(request, {}, {});
        const auto held = all + static_cast<std::int64_t>(first->tokens->ids.size()) - 1;
        QVERIFY(next->usage.inputTokensCached >= wholePages(all));
        QVERIFY(next->usage.inputTokensCached <= wholePages(held));
        m_folder = std::make_unique<QTemporaryDir>();
        const auto fresh = open()->respond(request, {}, {});
        QCOMPARE(fresh->usage.inputTokensCached, 0);
        QCOMPARE(next->tokens->ids, fresh->tokens->ids);
    }

    void othersWithTheSameInstructionsProfit_data() { addDevices(); }
    void othersWithTheSameInstructionsProfit()
    {
        const auto first = open()->respond(ask("a", "What did we spend on oak?"), {}, {});
        const auto model = open();
        const auto other = model->respond(ask("b", "Who owes us?"), {}, {});
        QVERIFY(first && other);
        QVERIFY(other->usage.inputTokensCached >= pagePositions);
        QCOMPARE(other->usage.inputTokensCached % pagePositions, 0);
        // In one process the whole beginning, to the last token.
        const auto third = model->respond(ask("c", "Who owes us money?"), {}, {});
        QVERIFY(third->usage.inputTokensCached > other->usage.inputTokensCached);
    }

    void evictedSessionsComeBack_data() { addDevices(); }
    void evictedSessionsComeBack()
    {
        const auto model = open({.sequencesMax = 1});
        const auto request = ask("a", "What did we spend on oak?");
        const auto first = model->respond(request, {}, {});
        auto stranger = ask("b", "Who owes us?");
        stranger.messages.front().text = "Something else altogether, so that nothing is shared.";
        QVERIFY(model->respond(stranger, {}, {}));
        const auto again = model->respond(request, {}, {});
        QCOMPARE(again->usage.inputTokensCached, wholePages(first->usage.inputTokensComputed - 1));
        QCOMPARE(again->tokens->ids, first->tokens->ids);
    }

    void memoryAloneIsEnough()
    {
        m_state = {.folder = {}, .diskBytesMax = 0, .memoryBytesMax = 1 << 30};
        const auto model = create({.sequencesMax = 1}, m_state);
        const auto request = ask("a", "What did we spend on oak?");
        const auto first = model->respond(request, {}, {});
        QVERIFY(model->respond(ask("b", "Who owes us?"), {}, {}));
        QVERIFY(model->respond(request, {}, {})->usage.inputTokensCached
            >= wholePages(first->usage.inputTokensComputed - 1));
    }

    void secretsLeaveNoTrace()
    {
        auto request = ask("a", "The safe opens with 4711.");
        request.keepStateOnDisk = false;
        {
            const auto model = open();
            QVERIFY(model->respond(request, {}, {}));
            QVERIFY(model->respond(request, {}, {})->usage.inputTokensCached > 0);
        }
        QCOMPARE(packFolderFacts(folder())->packs, 0);
        QCOMPARE(open()->respond(request, {}, {})->usage.inputTokensCached, 0);
    }

    void whatIsForgottenIsComputedAgain()
    {
        const auto request = ask("a", "What did we spend on oak?");
        const auto model = open();
        QVERIFY(model->respond(request, {}, {}));
        model->forgetState(); // first, or what still waits for the disk comes behind
        QVERIFY(clearPackFolder(folder()));
        QCOMPARE(model->respond(request, {}, {})->usage.inputTokensCached, 0);
    }

    void otherWeightsShareNothing()
    {
        const auto request = ask("a", "What did we spend on oak?");
        QVERIFY(open()->respond(request, {}, {}));
        m_fingerprint = "other";
        QCOMPARE(open()->respond(request, {}, {})->usage.inputTokensCached, 0);
        m_fingerprint = "made";
        core::LoadOptions wide;
        wide.kvF32 = true;
        QCOMPARE(create({}, state(), wide)->respond(request, {}, {})->usage.inputTokensCached, 0);
    }

    void aStopKeepsWhatWasRead()
    {
        auto request = ask("a", std::string(1500, 'x'));
        std::stop_source source;
        QVERIFY(!open()->respond(
            request,
            [&](const core::ModelProgress& progress) {
                if (progress.done >= 2 * pagePositions) {
                    source.request_stop();
                }
            },
            source.get_token()));
        const auto after = open()->respond(request, {}, {});
        QVERIFY(after->usage.inputTokensCached >= 2 * pagePositions);
    }

private:
    void addDevices()
    {
        QTest::addColumn<bool>("unused");
        for (const core::DeviceFacts& device : m_fixture.backends().facts()) {
            if (device.usable) {
                QTest::addRow("%s", device.name.c_str()) << true;
            }
        }
    }

    [[nodiscard]] std::filesystem::path folder() const { return m_folder->path().toStdString(); }
    [[nodiscard]] StateOptions state() const
    {
        return {.folder = folder(), .diskBytesMax = 1 << 30, .memoryBytesMax = 1 << 30};
    }

    std::shared_ptr<EngineModel> open(SequenceLimits limits = {})
    {
        core::LoadOptions options;
        if (const char* device = QTest::currentDataTag()) {
            options.device = device;
        }
        return create(limits, state(), options);
    }

    std::shared_ptr<EngineModel> create(
        SequenceLimits limits, StateOptions state, const core::LoadOptions& options = {})
    {
        auto opened = openModel(m_fixture.backends(), m_model, options, plentyBytes, {}, {});
        return EngineModel::create(
            std::move(opened.value()), m_fingerprint, limits, std::move(state))
            .value();
    }

    EngineFixture m_fixture;
    std::filesystem::path m_model;
    std::unique_ptr<QTemporaryDir> m_folder;
    StateOptions m_state;
    std::string m_fingerprint = "made";
};

QTEST_GUILESS_MAIN(EngineStateTest)
#include "engine_state_test.moc"
