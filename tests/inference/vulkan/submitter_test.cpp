// SPDX-License-Identifier: Apache-2.0
#include "inference/vulkan/submitter.h"

#include "inference/vulkan/kernel.h"
#include "inference/vulkan/pipeline_registry.h"
#include "inference/vulkan/recorder.h"
#include "inference/vulkan/submit_plan.h"
#include "inference/vulkan/vulkan_buffer.h"
#include "shaders/spin.h"
#include "tests/inference/vulkan/function_faults.h"
#include "tests/inference/vulkan/vulkan_fixture.h"

#include <QtTest>

#include <thread>

using namespace inference;
using core::ErrorCode;
using std::chrono::microseconds;

namespace {

std::vector<RecordedPiece> piecesOf(const std::vector<int>& measuredUs)
{
    std::vector<RecordedPiece> pieces(measuredUs.size());
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        if (measuredUs[i] >= 0) {
            pieces[i].measured = microseconds(measuredUs[i]);
        }
    }
    return pieces;
}

std::vector<int> timesOf(const std::vector<RecordedPiece>& pieces)
{
    std::vector<int> times;
    for (const RecordedPiece& piece : pieces) {
        times.push_back(piece.measured ? static_cast<int>(piece.measured->count()) : -1);
    }
    return times;
}

/// A stop comes while the driver takes the second submit.
std::stop_source* stopAtSubmit = nullptr;
int submitsSeen = 0;
VkDevice openDevice = VK_NULL_HANDLE;

VKAPI_ATTR VkResult VKAPI_CALL submitAndStop(
    VkQueue queue, std::uint32_t count, const VkSubmitInfo* infos, VkFence fence)
{
    if (++submitsSeen == 2) {
        stopAtSubmit->request_stop();
    }
    return FunctionFaults::real<PFN_vkQueueSubmit>(openDevice, "vkQueueSubmit")(
        queue, count, infos, fence);
}

} // namespace

class SubmitterTest : public QObject {
    Q_OBJECT
    VulkanFixture m_vulkan;
    std::unique_ptr<VulkanDevice> m_device;
    std::unique_ptr<PipelineRegistry> m_registry;
    VulkanBuffer m_state;

    void open()
    {
        m_device = m_vulkan.device();
        QVERIFY(m_device);
        openDevice = m_device->handle();
        m_registry = std::make_unique<PipelineRegistry>(*m_device, "");
        m_state = VulkanBuffer::create(*m_device, 1024, BufferUse::Input, "a test").value();
        std::ranges::fill(m_state.all().as<std::uint32_t>(), 0U);
    }

    Recording spin(int pieces, std::uint32_t rounds, std::uint32_t groups = 1)
    {
        return spinOn(m_state, pieces, rounds, groups);
    }

    Recording spinOn(
        const VulkanBuffer& state, int pieces, std::uint32_t rounds, std::uint32_t groups)
    {
        const Pipeline& kernel = *m_registry->get({.kernel = &kernels::spin}).value();
        Recorder recorder(*m_device);
        for (int i = 0; i < pieces; ++i) {
            if (!recorder.dispatch(kernel, {state.all()}, rounds, {.x = groups})) {
                qFatal("the kernel does not fit its buffer");
            }
            recorder.mark("spin");
        }
        return std::move(recorder).finish().value();
    }

    std::uint32_t runsDone() { return m_state.all().as<std::uint32_t>()[0]; }

private slots:
    void init()
    {
        if (!m_vulkan.instance() && !m_vulkan.open()) {
            QSKIP(m_vulkan.problem().c_str());
        }
    }

    void cleanup()
    {
        m_state = VulkanBuffer();
        m_registry.reset();
        m_device.reset();
        QCOMPARE(m_vulkan.takeComplaints(), std::string());
    }

    void plansByMeasuredTime_data()
    {
        QTest::addColumn<std::vector<int>>("measuredUs");
        QTest::addColumn<int>("count");
        QTest::newRow("nothing") << std::vector<int>{} << 0;
        QTest::newRow("never ran") << std::vector<int>{-1, -1, -1} << 1;
        QTest::newRow("all fit") << std::vector<int>{10, 20, 30} << 3;
        QTest::newRow("just fits") << std::vector<int>{50, 50, 1} << 2;
        QTest::newRow("too long alone") << std::vector<int>{500, 1} << 1;
        QTest::newRow("up to the unknown") << std::vector<int>{10, 10, -1} << 2;
    }

    void plansByMeasuredTime()
    {
        QFETCH(const std::vector<int>, measuredUs);
        QFETCH(const int, count);
        QCOMPARE(nextSubmitPieces(piecesOf(measuredUs), microseconds(100)),
            static_cast<std::size_t>(count));
    }

    void spreadsMeasurements()
    {
        auto pieces = piecesOf({10, 30, 60});
        enterMeasurement(pieces, microseconds(1000));
        QCOMPARE(timesOf(pieces), (std::vector<int>{100, 300, 600}));
        pieces = piecesOf({-1});
        enterMeasurement(pieces, microseconds(77));
        QCOMPARE(timesOf(pieces), (std::vector<int>{77}));
        enterMeasurement(pieces, microseconds(0));
        QCOMPARE(timesOf(pieces), (std::vector<int>{1}));
        enterMeasurement({}, microseconds(5));
    }

    /// Unknown pieces go alone; once they are known, short ones go together.
    void learnsHowMuchGoesTogether()
    {
        open();
        Recording recording = spin(20, 1);
        auto submitter = Submitter::create(*m_device).value();
        QCOMPARE(submitter.run(recording, {})->submits, std::size_t(20));
        for (const RecordedPiece& piece : recording.pieces()) {
            QVERIFY(piece.measured.has_value());
        }
        const auto second = submitter.run(recording, {});
        QVERIFY(second->submits < 20);
        QCOMPARE(runsDone(), 40U);
        QVERIFY(second->longestSubmit <= second->total);
    }

    /// 60 pieces of some milliseconds cannot all go at once: each submit keeps below the budget as
    /// far as measured, so there are several.
    void cutsLongWork()
    {
        open();
        Recording recording = spin(60, loopIterationsMax / 2, 64);
        auto submitter = Submitter::create(*m_device).value();
        const auto first = submitter.run(recording, {}).value();
        const auto second = submitter.run(recording, {}).value();
        QCOMPARE(runsDone(), 120U);
        const auto least = static_cast<std::size_t>(first.total / VulkanHealth::submitBudget) / 4;
        QVERIFY(second.submits >= std::max<std::size_t>(least, 1));
        qInfo("60 pieces: %.1f ms, then %zu submits, the longest %.1f ms",
            static_cast<double>(first.total.count()) / 1000, second.submits,
            static_cast<double>(second.longestSubmit.count()) / 1000);
    }

    /// Up to this many iterations of all loops together no device leaves a loop early.
    void loopsAsOftenAsAllowed()
    {
        open();
        Recording recording = spin(1, loopIterationsMax);
        QVERIFY(Submitter::create(*m_device).value().run(recording, {}));
        QCOMPARE(m_state.all().as<std::uint32_t>()[1], loopIterationsMax);
    }

    void stopsBetweenSubmits()
    {
        std::stop_source source;
        stopAtSubmit = &source;
        submitsSeen = 0;
        const FunctionFaults watch(
            {{"vkQueueSubmit", reinterpret_cast<PFN_vkVoidFunction>(submitAndStop)}});
        open();
        Recording recording = spin(20, 1);
        auto submitter = Submitter::create(*m_device).value();
        const auto stopped = submitter.run(recording, source.get_token());
        QVERIFY(!stopped);
        QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
        QCOMPARE(runsDone(), 2U); // what was handed over has run, nothing else
        QVERIFY(submitter.run(recording, {})); // and all can go on
        QCOMPARE(runsDone(), 22U);
    }

    void aStopBeforeRunsNothing()
    {
        open();
        std::stop_source source;
        source.request_stop();
        Recording recording = spin(3, 1);
        auto submitter = Submitter::create(*m_device).value();
        QCOMPARE(submitter.run(recording, source.get_token()).error().code, ErrorCode::Cancelled);
        QCOMPARE(runsDone(), 0U);
    }

    /// Several owners may share the device: each has its own recording and submitter.
    void sharesTheQueueBetweenThreads()
    {
        open();
        constexpr int threadCount = 3;
        std::vector<VulkanBuffer> states;
        std::vector<Recording> recordings;
        for (int i = 0; i < threadCount; ++i) {
            states.push_back(
                VulkanBuffer::create(*m_device, 1024, BufferUse::Input, "a test").value());
            std::ranges::fill(states.back().all().as<std::uint32_t>(), 0U);
            recordings.push_back(spinOn(states.back(), 1, 10, 1));
        }
        std::vector<std::jthread> threads;
        for (Recording& recording : recordings) {
            threads.emplace_back([this, &recording] {
                auto submitter = Submitter::create(*m_device).value();
                for (int round = 0; round < 100; ++round) {
                    submitter.run(recording, {}).value();
                }
            });
        }
        threads.clear();
        for (const VulkanBuffer& state : states) {
            QCOMPARE(state.all().as<std::uint32_t>()[0], 100U);
        }
    }
};

QTEST_GUILESS_MAIN(SubmitterTest)
#include "submitter_test.moc"
