// SPDX-License-Identifier: Apache-2.0
#include "inference/vulkan/vulkan_device.h"

#include "inference/vulkan/pipeline_registry.h"
#include "inference/vulkan/recorder.h"
#include "inference/vulkan/submitter.h"
#include "inference/vulkan/transfer.h"
#include "inference/vulkan/vulkan_buffer.h"
#include "inference/vulkan/vulkan_catalog.h"
#include "inference/vulkan/vulkan_error.h"
#include "tests/inference/vulkan/function_faults.h"
#include "tests/inference/vulkan/vulkan_fixture.h"

#include <QtTest>

using namespace inference;
using core::ErrorCode;

namespace {

/// How many submits and waits the driver still takes before it says that the device is lost.
int submitsLeft = 0;
int waitsLeft = 0;
VkDevice openDevice = VK_NULL_HANDLE;

VKAPI_ATTR VkResult VKAPI_CALL submitOrLose(
    VkQueue queue, std::uint32_t count, const VkSubmitInfo* infos, VkFence fence)
{
    return submitsLeft-- > 0 ? FunctionFaults::real<PFN_vkQueueSubmit>(openDevice, "vkQueueSubmit")(
               queue, count, infos, fence)
                             : VK_ERROR_DEVICE_LOST;
}

VKAPI_ATTR VkResult VKAPI_CALL waitOrLose(VkDevice device, std::uint32_t count,
    const VkFence* fences, VkBool32 all, std::uint64_t timeout)
{
    const VkResult result = FunctionFaults::real<PFN_vkWaitForFences>(device, "vkWaitForFences")(
        device, count, fences, all, timeout);
    return waitsLeft-- > 0 ? result : VK_ERROR_DEVICE_LOST;
}

VKAPI_ATTR VkResult VKAPI_CALL haveNoMemory(
    VkDevice, const VkMemoryAllocateInfo*, const VkAllocationCallbacks*, VkDeviceMemory*)
{
    return VK_ERROR_OUT_OF_DEVICE_MEMORY;
}

template <class Function>
PFN_vkVoidFunction untyped(Function function)
{
    return reinterpret_cast<PFN_vkVoidFunction>(function);
}

} // namespace

class VulkanDeviceTest : public QObject {
    Q_OBJECT
    VulkanFixture m_vulkan;

    /// Fills a buffer on the device, piece by piece.
    static core::Result<RunTimes> work(VulkanDevice& device, VulkanBuffer& buffer, int pieces)
    {
        openDevice = device.handle();
        Recorder recorder(device);
        for (int i = 0; i < pieces; ++i) {
            TRY(recorder.fill(buffer.all(), static_cast<std::uint32_t>(i + 1)));
            recorder.mark("piece " + std::to_string(i));
        }
        Recording recording = TRY(std::move(recorder).finish());
        return TRY(Submitter::create(device)).run(recording, {});
    }

    static VulkanBuffer smallBuffer(VulkanDevice& device)
    {
        return VulkanBuffer::create(device, 4096, BufferUse::Input, "a test").value();
    }

private slots:
    void initTestCase()
    {
        if (!m_vulkan.open()) {
            QSKIP(m_vulkan.problem().c_str());
        }
    }

    void cleanup() { QCOMPARE(m_vulkan.takeComplaints(), std::string()); }

    void probesWhatTheSpecificationGuarantees()
    {
        const DeviceCapabilities& can = m_vulkan.physical().can;
        QVERIFY(!can.name.empty());
        QVERIFY(!can.driver.empty());
        QVERIFY(can.apiVersion >= apiVersionMin);
        QVERIFY(can.memoryBytes > 0);
        QVERIFY(can.storageBufferBytesMax >= std::uint64_t{128} << 20U);
        QVERIFY(can.uniformBufferBytesMax >= 16384);
        QVERIFY(can.allocationBytesMax >= std::uint64_t{1} << 30U);
        QVERIFY(can.pushConstantBytes >= 128);
        QVERIFY(can.sharedMemoryBytes >= 16384);
        QVERIFY(can.groupCountMax[0] >= 65535);
        QVERIFY(std::has_single_bit(can.subgroupSize));
        QVERIFY(can.subgroupSizeMin <= can.subgroupSize);
        QVERIFY(can.subgroupSize <= can.subgroupSizeMax);
        if (can.kind == DeviceKind::Software) {
            QVERIFY(can.hasUnifiedMemory);
        }
    }

    void theCatalogAgrees()
    {
        VulkanCatalog catalog;
        const auto best = catalog.best();
        QVERIFY(best);
        QCOMPARE(best->can.name, m_vulkan.physical().can.name);
        const auto rows = catalog.facts();
        QCOMPARE(rows.size(), catalog.devices()->size());
        QCOMPARE(rows[0].usable, true);
        QCOMPARE(rows[0].isAutomatic, best->can.kind != DeviceKind::Software);
        QVERIFY(rows[0].details.contains("limits"));
    }

    /// A fixture that hears nothing would make every other test pass.
    void theValidationLayerListens()
    {
        const auto device = m_vulkan.device();
        VkBufferCreateInfo info{};
        info.sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO;
        info.usage = VK_BUFFER_USAGE_STORAGE_BUFFER_BIT; // of 0 bytes, which is not allowed
        VkBuffer buffer = VK_NULL_HANDLE;
        device->functions().vkCreateBuffer(device->handle(), &info, nullptr, &buffer);
        const std::string complaints = m_vulkan.takeComplaints();
        QVERIFY2(complaints.find("vkCreateBuffer") != std::string::npos, complaints.c_str());
        device->functions().vkDestroyBuffer(device->handle(), buffer, nullptr);
        static_cast<void>(m_vulkan.takeComplaints());
    }

    void refusesARefusedDevice()
    {
        VulkanHealth health;
        PhysicalDevice physical = m_vulkan.physical();
        physical.refusal = "It is too old.";
        const auto made = VulkanDevice::create(m_vulkan.instance(), physical, health);
        QVERIFY(!made);
        QCOMPARE(made.error().code, ErrorCode::Unsupported);
        QVERIFY(made.error().message.find("It is too old.") != std::string::npos);
    }

    void aLossAtASubmitIsNamed()
    {
        VulkanHealth health;
        {
            const FunctionFaults faults({{"vkQueueSubmit", untyped(submitOrLose)}});
            const auto device = m_vulkan.device(health);
            VulkanBuffer buffer = smallBuffer(*device);
            submitsLeft = 3;
            const auto result = work(*device, buffer, 6);
            QVERIFY(!result);
            QCOMPARE(result.error().code, ErrorCode::DeviceLost);
            QCOMPARE(result.error().detail, std::string(deviceLostDetail));
            QVERIFY(result.error().message.find("piece 3") != std::string::npos);
            QVERIFY(device->isLost());
            QVERIFY(!work(*device, buffer, 1)); // and it stays lost
        }
        QCOMPARE(health.losses(), 1); // counted once
    }

    void aLossWhileWaitingIsNamed()
    {
        VulkanHealth health;
        const FunctionFaults faults({{"vkWaitForFences", untyped(waitOrLose)}});
        const auto device = m_vulkan.device(health);
        VulkanBuffer buffer = smallBuffer(*device);
        waitsLeft = 1;
        const auto result = work(*device, buffer, 4);
        QVERIFY(!result);
        QCOMPARE(result.error().detail, std::string(deviceLostDetail));
        QVERIFY(result.error().message.find("piece 1") != std::string::npos);
        QCOMPARE(health.losses(), 1);
    }

    void aLossWhileCopyingIsNamed()
    {
        VulkanHealth health;
        const FunctionFaults faults({{"vkQueueSubmit", untyped(submitOrLose)}});
        const auto device = m_vulkan.device(health);
        VulkanBuffer buffer = smallBuffer(*device);
        openDevice = device->handle();
        submitsLeft = 0;
        BufferSlice unmapped = buffer.all();
        unmapped.mapped = nullptr;
        const std::vector<std::byte> bytes(buffer.sizeBytes());
        const auto result = Transfer(*device).write(unmapped, bytes, {});
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::DeviceLost);
    }

    /// After the first loss a new device works, in half the time; after the second there is none.
    void aNewDeviceWorksUntilItIsLostTooOften()
    {
        VulkanHealth health;
        QCOMPARE(health.budget(), VulkanHealth::submitBudget);
        for (int loss = 1; loss <= VulkanHealth::lossesMax; ++loss) {
            QVERIFY(health.isUsable());
            {
                const auto device = m_vulkan.device(health);
                VulkanBuffer buffer = smallBuffer(*device);
                QVERIFY(work(*device, buffer, 5));
                QCOMPARE(buffer.all().as<std::uint32_t>()[1000], 5U);
            }
            const FunctionFaults faults({{"vkQueueSubmit", untyped(submitOrLose)}});
            const auto device = m_vulkan.device(health);
            VulkanBuffer buffer = smallBuffer(*device);
            submitsLeft = 0;
            QVERIFY(!work(*device, buffer, 1));
            QCOMPARE(health.losses(), loss);
            QCOMPARE(health.budget(), VulkanHealth::submitBudget / 2);
        }
        QVERIFY(!health.isUsable());
        QVERIFY(health.reason().find("2 times") != std::string::npos);
        const auto made = VulkanDevice::create(m_vulkan.instance(), m_vulkan.physical(), health);
        QCOMPARE(made.error().code, ErrorCode::Unavailable);
        QCOMPARE(made.error().message, health.reason());
    }

    void missingMemoryIsAnErrorWithFigures()
    {
        const FunctionFaults faults({{"vkAllocateMemory", untyped(haveNoMemory)}});
        const auto device = m_vulkan.device();
        const auto made = VulkanBuffer::create(*device, 5 << 20U, BufferUse::Device, "weights");
        QVERIFY(!made);
        QCOMPARE(made.error().code, ErrorCode::OutOfMemory);
        QCOMPARE(made.error().detail, std::string(deviceMemoryDetail));
        QVERIFY2(
            made.error().message.starts_with("5.0 MiB for weights"), made.error().message.c_str());
        QCOMPARE(device->allocatedBytes(), std::uint64_t(0));
        QVERIFY(!device->isLost());
    }

    void namesResults()
    {
        QCOMPARE(resultName(VK_ERROR_DEVICE_LOST), std::string("VK_ERROR_DEVICE_LOST"));
        QCOMPARE(resultName(static_cast<VkResult>(-77)), std::string("VkResult -77"));
        QCOMPARE(vulkanError(VK_ERROR_FEATURE_NOT_PRESENT, "x").code, ErrorCode::Unsupported);
        QCOMPARE(vulkanError(VK_ERROR_UNKNOWN, "x").code, ErrorCode::Unavailable);
        QVERIFY(vulkanError(VK_ERROR_UNKNOWN, "dance").message.find("dance") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(VulkanDeviceTest)
#include "vulkan_device_test.moc"
