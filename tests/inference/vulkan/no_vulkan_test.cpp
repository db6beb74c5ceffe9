// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/backend_registry.h"
#include "inference/vulkan/vulkan_catalog.h"
#include "inference/vulkan/vulkan_error.h"

#include <QtTest>

#include <dlfcn.h>

#include <cstring>

using namespace inference;

namespace {

int loaderOpens = 0;

} // namespace

/// Stands before the C library's: this program is a machine without a Vulkan loader.
extern "C" void* dlopen(const char* file, int mode)
{
    using Open = void* (*)(const char*, int);
    static const auto real = reinterpret_cast<Open>(::dlsym(RTLD_NEXT, "dlopen"));
    if (file != nullptr && std::strstr(file, "libvulkan") != nullptr) {
        ++loaderOpens;
        return nullptr;
    }
    return real(file, mode);
}

class NoVulkanTest : public QObject {
    Q_OBJECT
private slots:
    void choosingTheCpuOpensNothing()
    {
        const BackendRegistry backends = BackendRegistry::create();
        QVERIFY(backends.pick("cpu"));
        QVERIFY(backends.pick("reference"));
        QVERIFY(!backends.pick("abacus"));
        QCOMPARE(loaderOpens, 0);
    }

    void aMissingLoaderIsARow()
    {
        VulkanCatalog catalog;
        const auto rows = catalog.facts();
        QCOMPARE(rows.size(), std::size_t(1));
        QVERIFY(loaderOpens > 0);
        QCOMPARE(rows[0].name, std::string("vulkan"));
        QVERIFY(!rows[0].usable);
        QVERIFY(!rows[0].isAutomatic);
        QVERIFY(rows[0].reason.starts_with("No Vulkan loader"));
    }

    void everythingElseSaysSo()
    {
        VulkanCatalog catalog;
        for (const core::Error& error : {catalog.instance().error(), catalog.devices().error(),
                 catalog.best().error(), VulkanInstance::create().error()})
        {
            QCOMPARE(error.code, core::ErrorCode::Unavailable);
            QCOMPARE(error.detail, std::string(noVulkanDetail));
        }
    }

    void listsTheOtherDevices()
    {
        const auto all = BackendRegistry::create().allDevices();
        QVERIFY(all.size() >= 3);
        QCOMPARE(std::ranges::count(all, true, &core::DeviceFacts::usable) >= 2, true);
    }
};

QTEST_GUILESS_MAIN(NoVulkanTest)
#include "no_vulkan_test.moc"
