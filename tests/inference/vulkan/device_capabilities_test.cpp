// SPDX-License-Identifier: Apache-2.0
#include "inference/vulkan/device_capabilities.h"

#include "inference/vulkan/gpu_nodes.h"
#include "inference/vulkan/vulkan_facts.h"

#include <QTemporaryDir>
#include <QtTest>

#include <filesystem>
#include <fstream>
#include <functional>

using namespace inference;

namespace {

DeviceCapabilities goodDevice()
{
    DeviceCapabilities can;
    can.name = "Good";
    can.driver = "driver 1";
    can.kind = DeviceKind::Discrete;
    can.apiVersion = VK_MAKE_API_VERSION(0, 1, 3, 230);
    can.queueFamily = 0;
    can.subgroupOperations = subgroupOperationsMin;
    can.subgroupSize = 32;
    can.storageBuffersPerKernelMax = storageBuffersPerKernelMin;
    can.groupInvocationsMax = groupInvocationsMin;
    can.memoryBytes = 1000;
    return can;
}

using Change = std::function<void(DeviceCapabilities&)>;

} // namespace

Q_DECLARE_METATYPE(Change)

class DeviceCapabilitiesTest : public QObject {
    Q_OBJECT
private slots:
    void refusesWhatIsTooLittle_data()
    {
        QTest::addColumn<Change>("change");
        QTest::addColumn<QString>("found");
        const auto row = [](const char* name, Change change, const char* found) {
            QTest::newRow(name) << std::move(change) << QString(found);
        };
        row(
            "version", [](auto& can) { can.apiVersion = VK_MAKE_API_VERSION(0, 1, 1, 9); },
            "1.1.9");
        row(
            "queue", [](auto& can) { can.queueFamily.reset(); }, "no queue");
        row(
            "operations",
            [](auto& can) { can.subgroupOperations &= ~VK_SUBGROUP_FEATURE_SHUFFLE_BIT; },
            "subgroup operations");
        row(
            "small", [](auto& can) { can.subgroupSize = subgroupSizeLeast / 2; }, "have 2");
        row(
            "large", [](auto& can) { can.subgroupSize = subgroupSizeMost * 2; }, "have 256");
        row(
            "buffers",
            [](auto& can) { can.storageBuffersPerKernelMax = storageBuffersPerKernelMin - 1; },
            "7 storage buffers");
        row(
            "group", [](auto& can) { can.groupInvocationsMax = groupInvocationsMin - 1; },
            "127 invocations");
    }

    void refusesWhatIsTooLittle()
    {
        QFETCH(const Change, change);
        QFETCH(const QString, found);
        DeviceCapabilities can = goodDevice();
        QCOMPARE(refusalOf(can), std::string());
        change(can);
        QVERIFY2(QString::fromStdString(refusalOf(can)).contains(found), refusalOf(can).c_str());
    }

    void softwareIsUsableButNotAutomatic()
    {
        PhysicalDevice gpu{.handle = {}, .can = goodDevice(), .refusal = {}};
        PhysicalDevice software = gpu;
        software.can.kind = DeviceKind::Software;
        PhysicalDevice refused = gpu;
        refused.refusal = "It is broken.";
        const auto rows = vulkanFacts(std::array{gpu, software, refused});
        QCOMPARE(rows.size(), std::size_t(3));
        QCOMPARE(rows[0].name, std::string("vulkan"));
        QCOMPARE(rows[1].name, std::string("vulkan:1"));
        QVERIFY(rows[0].usable && rows[0].isAutomatic);
        QVERIFY(rows[1].usable && !rows[1].isAutomatic);
        QVERIFY(!rows[2].usable && !rows[2].isAutomatic);
        QCOMPARE(rows[2].reason, std::string("It is broken."));
        QCOMPARE(rows[0].memoryBytes, std::int64_t(1000));
    }

    void tellsEverythingAsJson()
    {
        DeviceCapabilities can = goodDevice();
        can.cooperativeKhr = {{16, 8, 4, 0, 0, 1, 1, 3}};
        can.hasFloat16 = true;
        const core::Json json = capabilitiesJson(can);
        QCOMPARE(json["api_version"].get<std::string>(), std::string("1.3.230"));
        QCOMPARE(json["kind"].get<std::string>(), std::string("discrete"));
        QCOMPARE(json["subgroup"]["size"].get<int>(), 32);
        QCOMPARE(json["features"]["float16"].get<bool>(), true);
        QCOMPARE(json["cooperative_matrix_khr"][0]["n"].get<int>(), 8);
        QVERIFY(!json.contains("memory_free_bytes"));
    }

    void findsNodesOfProcessors_data()
    {
        QTest::addColumn<QString>("node");
        QTest::addColumn<bool>("isThere");
        QTest::newRow("nothing") << "null" << false;
        QTest::newRow("a screen without a processor") << "dri/card0" << false;
        QTest::newRow("a render node") << "dri/renderD128" << true;
        QTest::newRow("NVIDIA") << "nvidiactl" << true;
        QTest::newRow("AMD") << "kfd" << true;
        QTest::newRow("a guest of Windows") << "dxg" << true;
    }

    void findsNodesOfProcessors()
    {
        QFETCH(const QString, node);
        QFETCH(const bool, isThere);
        const QTemporaryDir folder;
        const auto file = std::filesystem::path(folder.path().toStdString()) / node.toStdString();
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file) << "node";
        QCOMPARE(hasGpuNode(folder.path().toStdString()), isThere);
        QCOMPARE(hasGpuNode(file / "nowhere"), false);
    }
};

QTEST_GUILESS_MAIN(DeviceCapabilitiesTest)
#include "device_capabilities_test.moc"
