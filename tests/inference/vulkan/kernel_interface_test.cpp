// SPDX-License-Identifier: Apache-2.0
#include "inference/vulkan/kernel_interface.h"

#include "shaders/axpy.h"
#include "shaders/blend.h"
#include "shaders/spin.h"

#include <QtTest>

using namespace inference;
using core::ErrorCode;

class KernelInterfaceTest : public QObject {
    Q_OBJECT
private slots:
    void readsWhatIsBound()
    {
        const auto axpy = readKernelInterface(kernels::axpy.words).value();
        QCOMPARE(axpy.bindings.size(), std::size_t(2));
        QVERIFY(axpy.bindings[0].isRead && !axpy.bindings[0].isWritten);
        QVERIFY(axpy.bindings[1].isRead && axpy.bindings[1].isWritten);
        QVERIFY(!axpy.bindings[0].isUniform);
        QCOMPARE(axpy.pushConstantBytes, 8U);
        QCOMPARE(axpy.constantCount, 1U);
    }

    void readsUniformsGapsAndConstants()
    {
        const auto blend = readKernelInterface(kernels::blend.words).value();
        QCOMPARE(blend.bindings.size(), std::size_t(3));
        QVERIFY(blend.bindings[0].isUniform);
        QVERIFY(blend.bindings[0].isRead && !blend.bindings[0].isWritten);
        QVERIFY(!blend.bindings[1].isRead && !blend.bindings[1].isWritten);
        QVERIFY(!blend.bindings[2].isRead && blend.bindings[2].isWritten);
        QCOMPARE(blend.pushConstantBytes, 20U); // a vec2 and an array of three
        QCOMPARE(blend.constantCount, 4U);
    }

    void readsTheWorkgroup()
    {
        using Size = std::array<std::uint32_t, 3>;
        const auto axpy = readKernelInterface(kernels::axpy.words).value();
        QCOMPARE(axpy.groupSize(std::array{96U}), (Size{96, 1, 1}));
        QCOMPARE(axpy.groupSize({}), (Size{1, 1, 1}));
        const auto spin = readKernelInterface(kernels::spin.words).value();
        QCOMPARE(spin.groupSize({}), (Size{1, 1, 1}));
        QCOMPARE(spin.constantCount, 0U);
    }

    void refusesEveryCut()
    {
        const std::span<const std::uint32_t> words = kernels::axpy.words;
        int refused = 0;
        for (std::size_t length = 0; length < words.size(); ++length) {
            const auto cut = readKernelInterface(words.first(length));
            refused += !cut && cut.error().code == ErrorCode::Internal ? 1 : 0;
        }
        QVERIFY(refused > 10); // a cut between two declarations cannot be seen
    }

    /// Whatever the words are, they are read within their bounds.
    void survivesEveryWrongWord()
    {
        std::vector<std::uint32_t> words(kernels::blend.words.begin(), kernels::blend.words.end());
        for (std::uint32_t& word : words) {
            for (const std::uint32_t wrong : {0U, 1U, 0xFFFFFFFFU, word ^ 0x10000U, word + 1}) {
                const std::uint32_t right = std::exchange(word, wrong);
                const auto result = readKernelInterface(words);
                QVERIFY(!result || result->bindings.size() <= bindingsMax);
                word = right;
            }
        }
        QVERIFY(readKernelInterface(words));
        QVERIFY(!readKernelInterface({}));
    }
};

QTEST_GUILESS_MAIN(KernelInterfaceTest)
#include "kernel_interface_test.moc"
