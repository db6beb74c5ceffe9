// SPDX-License-Identifier: Apache-2.0
#include "inference/vulkan/pipeline_registry.h"

#include "shaders/axpy.h"
#include "shaders/spin.h"
#include "tests/inference/vulkan/vulkan_fixture.h"

#include <QTemporaryDir>
#include <QtTest>

#include <fstream>
#include <functional>

using namespace inference;
using core::ErrorCode;
namespace fs = std::filesystem;

namespace {

using Damage = std::function<void(const fs::path&)>;

void flip(const fs::path& file, std::streamoff at)
{
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekg(at);
    const char byte = static_cast<char>(stream.get() ^ 0x20);
    stream.seekp(at);
    stream.put(byte);
}

} // namespace

Q_DECLARE_METATYPE(Damage)

class PipelineRegistryTest : public QObject {
    Q_OBJECT
    VulkanFixture m_vulkan;
    std::unique_ptr<VulkanDevice> m_device;

    /// Makes a pipeline with a cache in this folder and gives the bytes that came from it.
    std::size_t cacheBytes(const fs::path& folder)
    {
        PipelineRegistry registry(*m_device, folder);
        const auto pipeline = registry.get({.kernel = &kernels::axpy, .constants = {64}});
        if (!pipeline) {
            return SIZE_MAX;
        }
        registry.saveCache();
        return registry.cacheBytesLoaded();
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

    void makesEachVariantOnce()
    {
        PipelineRegistry registry(*m_device, "");
        const Pipeline* first = registry.get({.kernel = &kernels::axpy, .constants = {64}}).value();
        QCOMPARE(registry.get({.kernel = &kernels::axpy, .constants = {64}}).value(), first);
        QVERIFY(registry.get({.kernel = &kernels::axpy, .constants = {32}}).value() != first);
        QVERIFY(registry.get({.kernel = &kernels::spin}).value() != first);
        QCOMPARE(registry.size(), std::size_t(3));
        QCOMPARE(first->name, std::string("axpy"));
        registry.saveCache(); // nowhere
    }

    void refusesWhatTheDeviceHasNot()
    {
        PipelineRegistry registry(*m_device, "");
        const DeviceCapabilities& can = m_device->can();
        const auto codeOf = [&](const KernelVariant& variant) {
            const auto made = registry.get(variant);
            return made ? ErrorCode::NotFound : made.error().code;
        };
        QCOMPARE(codeOf({.kernel = &kernels::axpy, .constants = {can.groupInvocationsMax + 1}}),
            ErrorCode::Unsupported);
        QCOMPARE(codeOf({.kernel = &kernels::axpy, .constants = {0}}), ErrorCode::Unsupported);
        QCOMPARE(codeOf({.kernel = &kernels::axpy, .constants = {64, 1}}), ErrorCode::Internal);
        QCOMPARE(codeOf({.kernel = &kernels::axpy,
                     .constants = {1024},
                     .subgroupSize = can.subgroupSizeMax * 2}),
            ErrorCode::Unsupported);
        if (can.hasSubgroupSizeControl) {
            QVERIFY(registry.get({.kernel = &kernels::axpy,
                .constants = {can.subgroupSizeMax},
                .subgroupSize = can.subgroupSizeMax}));
            QCOMPARE(codeOf({.kernel = &kernels::axpy,
                         .constants = {can.subgroupSizeMax + 1},
                         .subgroupSize = can.subgroupSizeMax}),
                ErrorCode::Internal);
        }
        QCOMPARE(registry.size(), std::size_t(can.hasSubgroupSizeControl ? 1 : 0));
    }

    void remembersInAFile()
    {
        const QTemporaryDir folder;
        const fs::path place = fs::path(folder.path().toStdString()) / "pipelines";
        QCOMPARE(cacheBytes(place), std::size_t(0));
        const std::size_t bytes = cacheBytes(place);
        QVERIFY(bytes > 0 && bytes != SIZE_MAX);
        const PipelineCacheFile file(place, m_device->can());
        QCOMPARE(file.load()->size(), bytes);
        DeviceCapabilities other = m_device->can();
        other.driverVersion += 1;
        QCOMPARE(PipelineCacheFile(place, other).load().error().code, ErrorCode::NotFound);
    }

    /// Every kind of damage is noticed, costs only time, and is mended by the next save.
    void aDamagedFileIsMadeAnew_data()
    {
        QTest::addColumn<Damage>("damage");
        const auto row = [](const char* name, Damage damage) { QTest::newRow(name) << damage; };
        row("empty", [](const fs::path& file) { fs::resize_file(file, 0); });
        row("half a header", [](const fs::path& file) { fs::resize_file(file, 20); });
        row("cut", [](const fs::path& file) { fs::resize_file(file, fs::file_size(file) - 1); });
        row("longer", [](const fs::path& file) { fs::resize_file(file, fs::file_size(file) + 1); });
        row("name flipped", [](const fs::path& file) { flip(file, 3); });
        row("driver flipped", [](const fs::path& file) { flip(file, 9); });
        row("size flipped", [](const fs::path& file) { flip(file, 8 + 12 + 48); });
        row("checksum flipped", [](const fs::path& file) { flip(file, 8 + 12 + 48 + 8); });
        row("payload flipped", [](const fs::path& file) {
            flip(file, static_cast<std::streamoff>(fs::file_size(file)) - 1);
        });
    }

    void aDamagedFileIsMadeAnew()
    {
        QFETCH(const Damage, damage);
        const QTemporaryDir folder;
        const fs::path place = folder.path().toStdString();
        QCOMPARE(cacheBytes(place), std::size_t(0));
        const PipelineCacheFile file(place, m_device->can());
        damage(file.path());
        QCOMPARE(file.load().error().code, ErrorCode::Corrupt);
        QCOMPARE(cacheBytes(place), std::size_t(0));
        QVERIFY(file.load());
    }

    void worksWithoutAPlaceToWrite()
    {
        const QTemporaryDir folder;
        const fs::path file = fs::path(folder.path().toStdString()) / "file";
        std::ofstream(file) << "in the way";
        QCOMPARE(cacheBytes(file), std::size_t(0)); // a file is where the folder should be
        QCOMPARE(cacheBytes("/proc/nowhere"), std::size_t(0)); // read-only for everybody
        QCOMPARE(cacheBytes("/proc/nowhere"), std::size_t(0));
    }

    void refusesTooLargeAPayload()
    {
        const QTemporaryDir folder;
        const PipelineCacheFile file(folder.path().toStdString(), m_device->can());
        const std::string payload(PipelineCacheFile::payloadBytesMax + 1, 'x');
        QCOMPARE(file.save(payload).error().code, ErrorCode::LimitReached);
        QVERIFY(!fs::exists(file.path()));
    }
};

QTEST_GUILESS_MAIN(PipelineRegistryTest)
#include "pipeline_registry_test.moc"
