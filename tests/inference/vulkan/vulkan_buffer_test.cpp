// SPDX-License-Identifier: Apache-2.0
#include "inference/vulkan/vulkan_buffer.h"

#include "inference/vulkan/buffer_arena.h"
#include "inference/vulkan/memory_types.h"
#include "inference/vulkan/recorder.h"
#include "inference/vulkan/submitter.h"
#include "inference/vulkan/transfer.h"
#include "tests/inference/vulkan/vulkan_fixture.h"

#include <QtTest>

#include <numeric>

using namespace inference;
using core::ErrorCode;

namespace {

constexpr std::uint64_t mebibyte = std::uint64_t{1} << 20U;

constexpr VkMemoryPropertyFlags local = VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT;
constexpr VkMemoryPropertyFlags seen = VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT;
constexpr VkMemoryPropertyFlags coherent = seen | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT;
constexpr VkMemoryPropertyFlags cached = VK_MEMORY_PROPERTY_HOST_CACHED_BIT;

VkPhysicalDeviceMemoryProperties memoryOf(std::initializer_list<VkMemoryPropertyFlags> types)
{
    VkPhysicalDeviceMemoryProperties memory{};
    for (const VkMemoryPropertyFlags flags : types) {
        memory.memoryTypes[memory.memoryTypeCount++].propertyFlags = flags;
    }
    return memory;
}

using Types = std::vector<std::uint32_t>;

} // namespace

class VulkanBufferTest : public QObject {
    Q_OBJECT
    VulkanFixture m_vulkan;
    std::unique_ptr<VulkanDevice> m_device;

    static BufferSlice unmapped(BufferSlice slice)
    {
        slice.mapped = nullptr;
        return slice;
    }

private slots:
    void init()
    {
        if (!m_vulkan.instance() && !m_vulkan.open()) {
            QSKIP(m_vulkan.problem().c_str());
        }
        m_device = m_vulkan.device();
        QVERIFY(m_device);
    }

    void cleanup()
    {
        m_device.reset();
        QCOMPARE(m_vulkan.takeComplaints(), std::string());
    }

    void picksMemoryByUse()
    {
        const auto discrete = memoryOf(
            {local, coherent, coherent | cached, local | coherent, local | seen, seen | cached});
        const auto pick = [&](BufferUse use) { return memoryTypesFor(discrete, ~0U, use, false); };
        QCOMPARE(pick(BufferUse::Device), (Types{0, 3, 4}));
        QCOMPARE(pick(BufferUse::Input), (Types{3, 1, 2}));
        QCOMPARE(pick(BufferUse::Staging), (Types{1, 2, 3}));
        QCOMPARE(pick(BufferUse::Readback), (Types{2, 1, 3}));
        const auto unified = memoryOf({local | coherent, local | coherent | cached});
        QCOMPARE(memoryTypesFor(unified, ~0U, BufferUse::Device, true), (Types{1, 0}));
        QCOMPARE(memoryTypesFor(unified, 1U, BufferUse::Device, true), (Types{0}));
        QCOMPARE(memoryTypesFor(memoryOf({local}), ~0U, BufferUse::Staging, false), Types{});
    }

    void mapsWhatTheHostNeeds()
    {
        for (const BufferUse use : {BufferUse::Input, BufferUse::Staging, BufferUse::Readback}) {
            const auto buffer = VulkanBuffer::create(*m_device, 100, use, "a test");
            QVERIFY(buffer);
            QVERIFY(buffer->all().mapped != nullptr);
            QCOMPARE(buffer->sizeBytes(), std::uint64_t(100));
            QVERIFY(m_device->allocatedBytes() >= 100);
        }
        const auto buffer = VulkanBuffer::create(*m_device, 100, BufferUse::Device, "a test");
        QCOMPARE(buffer->all().mapped != nullptr, m_device->can().hasUnifiedMemory);
    }

    void countsWhatIsAllocated()
    {
        {
            auto a = VulkanBuffer::create(*m_device, mebibyte, BufferUse::Device, "a test").value();
            auto b = VulkanBuffer::create(*m_device, mebibyte, BufferUse::Device, "a test").value();
            QVERIFY(m_device->allocatedBytes() >= 2 * mebibyte);
            const VulkanBuffer c = std::move(a);
            QVERIFY(m_device->allocatedBytes() >= 2 * mebibyte);
            b = VulkanBuffer();
            QVERIFY(m_device->allocatedBytes() < 2 * mebibyte);
        }
        QCOMPARE(m_device->allocatedBytes(), std::uint64_t(0));
    }

    void keepsBelowTheLimits()
    {
        const auto tooMuch = VulkanBuffer::create(
            *m_device, m_device->can().allocationBytesMax + 1, BufferUse::Device, "weights");
        QVERIFY(!tooMuch);
        QCOMPARE(tooMuch.error().code, ErrorCode::LimitReached);
        QVERIFY(tooMuch.error().message.find("weights") != std::string::npos);
        const auto nothing = VulkanBuffer::create(*m_device, 0, BufferUse::Device, "weights");
        QCOMPARE(nothing.error().code, ErrorCode::Internal);
    }

    /// A buffer may be larger than a binding; every byte of it can be written and read.
    void reachesBeyondOneBinding()
    {
        const std::uint64_t size =
            std::min(m_device->can().storageBufferBytesMax, 128 * mebibyte) + 2 * mebibyte;
        const auto buffer =
            VulkanBuffer::create(*m_device, size, BufferUse::Device, "a test").value();
        Recorder recorder(*m_device);
        QVERIFY(recorder.fill(buffer.all(), 1));
        QVERIFY(recorder.fill(buffer.slice(size - 4, 4), 2));
        Recording recording = std::move(recorder).finish().value();
        QVERIFY(Submitter::create(*m_device).value().run(recording, {}));
        std::array<std::uint32_t, 2> last{};
        Transfer transfer(*m_device);
        QVERIFY(
            transfer.read(buffer.slice(size - 8, 8), std::as_writable_bytes(std::span(last)), {}));
        QCOMPARE(last, (std::array<std::uint32_t, 2>{1, 2}));
    }

    void slicesAreAlignedAndApart()
    {
        const DeviceCapabilities& can = m_device->can();
        BufferArena arena(*m_device, BufferUse::Device, "a test", mebibyte);
        std::vector<BufferSlice> slices;
        for (const std::uint64_t size : {1ULL, 100ULL, 1000000ULL, 60000ULL, 3ULL << 20U, 7ULL}) {
            slices.push_back(arena.take(size).value());
            QCOMPARE(slices.back().sizeBytes, size);
            QCOMPARE(slices.back().offsetBytes % can.storageAlignmentBytes, std::uint64_t(0));
            QCOMPARE(slices.back().offsetBytes % can.uniformAlignmentBytes, std::uint64_t(0));
        }
        for (std::size_t i = 0; i < slices.size(); ++i) {
            for (std::size_t j = 0; j < i; ++j) {
                QVERIFY(!slices[i].overlaps(slices[j]));
            }
        }
        QCOMPARE(slices[0].buffer, slices[1].buffer);
        QCOMPARE(arena.allocatedBytes(), 5 * mebibyte); // 1 + 1 + 3; the last one fits the first
        QCOMPARE(arena.take(can.storageBufferBytesMax + 1).error().code, ErrorCode::LimitReached);
        QCOMPARE(arena.take(0).error().code, ErrorCode::LimitReached);
    }

    void movesBytesBothWays_data()
    {
        QTest::addColumn<bool>("isMapped");
        QTest::newRow("mapped") << true;
        QTest::newRow("staged") << false;
    }

    void movesBytesBothWays()
    {
        QFETCH(const bool, isMapped);
        const std::uint64_t size = 2 * Transfer::stagingBytes + 12344;
        const auto buffer =
            VulkanBuffer::create(*m_device, size, BufferUse::Device, "a test").value();
        const BufferSlice slice = isMapped ? buffer.all() : unmapped(buffer.all());
        std::vector<std::uint32_t> sent(size / 4);
        std::iota(sent.begin(), sent.end(), 77U);
        std::vector<std::uint32_t> received(size / 4);
        Transfer transfer(*m_device);
        QVERIFY(transfer.write(slice, std::as_bytes(std::span(sent)), {}));
        QVERIFY(transfer.read(slice, std::as_writable_bytes(std::span(received)), {}));
        QVERIFY(sent == received);
    }

    /// Pieces are whole rows, in order, and cover all.
    void producesWholeRows()
    {
        constexpr std::uint64_t rowBytes = 4356;
        constexpr std::uint64_t rows = 9001;
        const auto buffer =
            VulkanBuffer::create(*m_device, rows * rowBytes, BufferUse::Device, "rows").value();
        std::uint64_t next = 0;
        Transfer transfer(*m_device);
        QVERIFY(transfer.produce(unmapped(buffer.all()), rowBytes,
            [&](std::span<std::byte> out, std::uint64_t offset) {
                QCOMPARE(offset, next);
                QCOMPARE(out.size() % rowBytes, std::size_t(0));
                next += out.size();
                std::ranges::fill(out, static_cast<std::byte>(next % 251));
            },
            {}));
        QCOMPARE(next, rows * rowBytes);
        std::array<std::byte, 1> last{};
        QVERIFY(transfer.read(unmapped(buffer.slice(next - 1, 1)), last, {}));
        QCOMPARE(last[0], static_cast<std::byte>(next % 251));
        const auto wrong = transfer.produce(buffer.all(), Transfer::stagingBytes + 1, {}, {});
        QCOMPARE(wrong.error().code, ErrorCode::Internal);
        QCOMPARE(transfer.write(buffer.all(), {}, {}).error().code, ErrorCode::Internal);
    }

    void stopsBetweenPieces()
    {
        const auto buffer =
            VulkanBuffer::create(*m_device, 3 * Transfer::stagingBytes, BufferUse::Device, "a test")
                .value();
        std::stop_source source;
        int pieces = 0;
        const auto result = Transfer(*m_device).produce(
            unmapped(buffer.all()), 4,
            [&](std::span<std::byte>, std::uint64_t) {
                ++pieces;
                source.request_stop();
            },
            source.get_token());
        QCOMPARE(result.error().code, ErrorCode::Cancelled);
        QCOMPARE(pieces, 1);
    }
};

QTEST_GUILESS_MAIN(VulkanBufferTest)
#include "vulkan_buffer_test.moc"
