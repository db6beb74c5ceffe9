// SPDX-License-Identifier: Apache-2.0
#include "inference/vulkan/pipeline_registry.h"
#include "inference/vulkan/recorder.h"
#include "inference/vulkan/submitter.h"
#include "inference/vulkan/vulkan_buffer.h"
#include "shaders/axpy.h"
#include "shaders/blend.h"
#include "shaders/texels.h"
#include "tests/inference/vulkan/vulkan_fixture.h"

#include <QtTest>

#include <bit>
#include <numeric>

using namespace inference;
using core::ErrorCode;

namespace {

constexpr std::uint32_t groupSize = 64;

struct AxpyPush {
    float a;
    std::uint32_t count;
};

VulkanBuffer inputBuffer(VulkanDevice& device, std::uint64_t bytes)
{
    return VulkanBuffer::create(device, bytes, BufferUse::Input, "a test").value();
}

Groups groupsFor(std::uint32_t count)
{
    return {.x = (count + groupSize - 1) / groupSize};
}

} // namespace

class RecorderTest : public QObject {
    Q_OBJECT
    VulkanFixture m_vulkan;
    std::unique_ptr<VulkanDevice> m_device;
    std::unique_ptr<PipelineRegistry> m_registry;

    const Pipeline& axpy()
    {
        return *m_registry->get({.kernel = &kernels::axpy, .constants = {groupSize}}).value();
    }
    RunTimes run(Recorder&& recorder)
    {
        Recording recording = std::move(recorder).finish().value();
        return Submitter::create(*m_device).value().run(recording, {}).value();
    }

private slots:
    void init()
    {
        if (!m_vulkan.instance() && !m_vulkan.open()) {
            QSKIP(m_vulkan.problem().c_str());
        }
        m_device = m_vulkan.device();
        QVERIFY(m_device);
        m_registry = std::make_unique<PipelineRegistry>(*m_device, "");
    }

    void cleanup()
    {
        m_registry.reset();
        m_device.reset();
        QCOMPARE(m_vulkan.takeComplaints(), std::string());
    }

    void readsTexels()
    {
        constexpr std::uint32_t count = 100;
        const VulkanBuffer texels = inputBuffer(*m_device, (2 * count + 1) * texelBytes);
        const VulkanBuffer sums = inputBuffer(*m_device, count * sizeof(std::uint32_t));
        std::iota(
            texels.all().as<std::uint32_t>().begin(), texels.all().as<std::uint32_t>().end(), 1U);
        const Pipeline& pipeline =
            *m_registry->get({.kernel = &kernels::texels, .constants = {groupSize}}).value();
        Recorder recorder(*m_device);
        const BufferSlice second = texels.slice(64 * texelBytes, count * texelBytes);
        QVERIFY(recorder.dispatch(pipeline, {second, sums.all()}, count, groupsFor(count)));
        run(std::move(recorder));
        for (std::uint32_t i = 0; i < count; ++i) {
            const std::uint32_t first = (64 + i) * 4 + 1;
            QCOMPARE(sums.all().as<std::uint32_t>()[i], 4 * first + 6);
        }
    }

    void computesOddSizes_data()
    {
        QTest::addColumn<int>("count");
        for (const int count : {1, 2, 63, 64, 65, 1000, 65'537}) {
            QTest::addRow("%d", count) << count;
        }
    }

    /// Only a kernel writes into y: the host left another value there, and none after the end.
    void computesOddSizes()
    {
        QFETCH(const int, count);
        const auto size = static_cast<std::uint32_t>(count);
        const VulkanBuffer x = inputBuffer(*m_device, size * 4);
        const VulkanBuffer y = inputBuffer(*m_device, (size + 1) * 4);
        const auto xs = x.all().as<float>();
        const auto ys = y.all().as<float>();
        std::iota(xs.begin(), xs.end(), 0.0F);
        std::fill(ys.begin(), ys.end(), 3.0F);
        Recorder recorder(*m_device);
        QVERIFY(
            recorder.dispatch(axpy(), {x.all(), y.all()}, AxpyPush{0.5F, size}, groupsFor(size)));
        QCOMPARE(run(std::move(recorder)).submits, std::size_t(1));
        for (std::size_t i = 0; i < size; ++i) {
            QCOMPARE(ys[i], 3.0F + 0.5F * static_cast<float>(i));
        }
        QCOMPARE(ys[size], 3.0F);
    }

    /// Each dispatch reads what the one before it wrote; without barriers sums would be lost.
    void waitsForWhatIsRead()
    {
        constexpr std::uint32_t count = 5000;
        constexpr int rounds = 200;
        const VulkanBuffer a = inputBuffer(*m_device, count * 4);
        const VulkanBuffer b = inputBuffer(*m_device, count * 4);
        std::ranges::fill(a.all().as<float>(), 1.0F);
        std::ranges::fill(b.all().as<float>(), 0.0F);
        Recorder recorder(*m_device);
        for (int i = 0; i < rounds; ++i) { // b += a; a += 0 * b
            const AxpyPush add{1.0F, count};
            const AxpyPush keep{0.0F, count};
            QVERIFY(recorder.dispatch(axpy(), {a.all(), b.all()}, add, groupsFor(count)));
            QVERIFY(recorder.dispatch(axpy(), {b.all(), a.all()}, keep, groupsFor(count)));
        }
        Recording recording = std::move(recorder).finish().value();
        QCOMPARE(recording.dispatchCount(), std::size_t(2 * rounds));
        QCOMPARE(recording.barrierCount(), std::size_t(2 * rounds - 1));
        auto submitter = Submitter::create(*m_device).value();
        for (const float expected : {200.0F, 400.0F}) { // recorded once, run twice
            QVERIFY(submitter.run(recording, {}));
            for (const float value : b.all().as<float>()) {
                QCOMPARE(value, expected);
            }
        }
    }

    void needsNoBarrierForReading()
    {
        const VulkanBuffer x = inputBuffer(*m_device, 4096);
        const VulkanBuffer y = inputBuffer(*m_device, 4096);
        Recorder recorder(*m_device);
        for (std::uint64_t part = 0; part < 4; ++part) {
            QVERIFY(recorder.dispatch(axpy(), {x.all(), y.slice(part * 1024, 1024)},
                AxpyPush{1.0F, 256}, groupsFor(256)));
        }
        QCOMPARE(std::move(recorder).finish().value().barrierCount(), std::size_t(0));
    }

    void copiesAndFills()
    {
        const VulkanBuffer from = inputBuffer(*m_device, 1024);
        const VulkanBuffer to = inputBuffer(*m_device, 1024);
        Recorder recorder(*m_device);
        QVERIFY(recorder.fill(from.all(), 7));
        QVERIFY(recorder.fill(to.all(), 1));
        QVERIFY(recorder.copy(from.slice(0, 100), to.slice(4, 100)));
        Recording recording = std::move(recorder).finish().value();
        QCOMPARE(recording.barrierCount(), std::size_t(1));
        QVERIFY(Submitter::create(*m_device).value().run(recording, {}));
        const auto words = to.all().as<std::uint32_t>();
        for (std::size_t i = 0; i < words.size(); ++i) {
            QCOMPARE(words[i], i >= 1 && i < 26 ? 7U : 1U);
        }
    }

    void readsUniformsAndConstants()
    {
        struct Push {
            float scale[2];
            std::uint32_t pad[3];
        };
        const VulkanBuffer values = inputBuffer(*m_device, 64);
        const VulkanBuffer out = inputBuffer(*m_device, 64);
        const auto ins = values.all().as<float>();
        std::iota(ins.begin(), ins.end(), 1.0F);
        const Pipeline& blend =
            *m_registry
                 ->get({.kernel = &kernels::blend,
                     .constants = {16, 0, 0, std::bit_cast<std::uint32_t>(0.25F)}})
                 .value();
        Recorder recorder(*m_device);
        QVERIFY(recorder.dispatch(
            blend, {values.all(), out.all(), out.all()}, Push{{9, 2}, {}}, {.x = 1}));
        run(std::move(recorder));
        for (std::size_t i = 0; i < 16; ++i) {
            QCOMPARE(out.all().as<float>()[i], 2.0F * static_cast<float>(i + 1) + 0.25F);
        }
    }

    void readsGroupCountsFromTheDevice()
    {
        const VulkanBuffer y = inputBuffer(*m_device, 1024);
        const VulkanBuffer x = inputBuffer(*m_device, 1024);
        const VulkanBuffer counts = inputBuffer(*m_device, 12);
        std::ranges::fill(x.all().as<float>(), 1.0F);
        std::ranges::fill(y.all().as<float>(), 0.0F);
        const AxpyPush push{1.0F, 256};
        Recorder recorder(*m_device);
        const std::array bindings{x.all(), y.all()};
        QVERIFY(recorder.dispatchIndirect(
            axpy(), bindings, std::as_bytes(std::span(&push, 1)), counts.all()));
        Recording recording = std::move(recorder).finish().value();
        auto submitter = Submitter::create(*m_device).value();
        for (const std::uint32_t groups : {2U, 0U, 4U}) {
            std::ranges::fill(y.all().as<float>(), 0.0F);
            const std::array<std::uint32_t, 3> wanted{groups, 1, 1};
            std::ranges::copy(wanted, counts.all().as<std::uint32_t>().begin());
            QVERIFY(submitter.run(recording, {}));
            const auto ys = y.all().as<float>();
            for (std::size_t i = 0; i < ys.size(); ++i) {
                QCOMPARE(ys[i], i < groups * groupSize ? 1.0F : 0.0F);
            }
        }
    }

    void cutsOnlyWhereMarked()
    {
        const VulkanBuffer x = inputBuffer(*m_device, 256);
        Recorder recorder(*m_device);
        recorder.mark("nothing yet");
        QVERIFY(recorder.fill(x.all(), 1));
        QVERIFY(recorder.fill(x.all(), 2));
        recorder.mark("first");
        recorder.mark("nothing more");
        QVERIFY(recorder.fill(x.all(), 3));
        const Recording recording = std::move(recorder).finish().value();
        QCOMPARE(recording.pieceCount(), std::size_t(2));
        QCOMPARE(recording.pieces()[0].label, std::string("first"));
        QCOMPARE(recording.pieces()[1].label, std::string("end"));
    }

    void runsNothing()
    {
        Recording recording = Recorder(*m_device).finish().value();
        const auto times = Submitter::create(*m_device).value().run(recording, {});
        QCOMPARE(times->submits, std::size_t(0));
    }

    void refusesMisuse()
    {
        const VulkanBuffer x = inputBuffer(*m_device, 1024);
        const DeviceCapabilities& can = m_device->can();
        const AxpyPush push{1.0F, 1};
        Recorder recorder(*m_device);
        const auto code = [](const core::Result<void>& result) {
            return result ? ErrorCode::NotFound : result.error().code;
        };
        QCOMPARE(code(recorder.dispatch(axpy(), {x.all()}, push, {})), ErrorCode::Internal);
        QCOMPARE(code(recorder.dispatch(axpy(), {x.all(), x.all()}, {})), ErrorCode::Internal);
        QCOMPARE(code(recorder.dispatch(axpy(), {x.all(), {}}, push, {})), ErrorCode::Internal);
        QCOMPARE(code(recorder.dispatch(axpy(), {x.all(), x.all()}, push, {.x = 0})),
            ErrorCode::LimitReached);
        if (can.groupCountMax[1] < UINT32_MAX) {
            QCOMPARE(code(recorder.dispatch(axpy(), {x.all(), x.all()}, push,
                         {.x = 1, .y = can.groupCountMax[1] + 1})),
                ErrorCode::LimitReached);
        }
        BufferSlice wide = x.all();
        wide.sizeBytes = can.storageBufferBytesMax + 4;
        QCOMPARE(
            code(recorder.dispatch(axpy(), {x.all(), wide}, push, {})), ErrorCode::LimitReached);
        QCOMPARE(code(recorder.copy(x.slice(0, 8), x.slice(4, 8))), ErrorCode::Internal);
        QCOMPARE(code(recorder.copy(x.slice(0, 8), x.slice(16, 4))), ErrorCode::Internal);
        QCOMPARE(code(recorder.fill(x.slice(2, 4), 0)), ErrorCode::Internal);
        if (can.storageAlignmentBytes > 4) {
            QCOMPARE(code(recorder.dispatch(axpy(), {x.slice(4, 8), x.all()}, push, {})),
                ErrorCode::Internal);
        }
    }
};

QTEST_GUILESS_MAIN(RecorderTest)
#include "recorder_test.moc"
