// SPDX-License-Identifier: Apache-2.0
#include "core/base/result.h"

#include "core/base/checked.h"

#include <QtTest>

#include <limits>
#include <memory>

namespace {

class ResultTest : public QObject {
    Q_OBJECT

private slots:
    void tryTakesTheValue();
    void tryReturnsTheError();
    void tryMovesWhatCannotBeCopied();
    void tryNests();
    void everyCodeHasAName();
    void checkedSizes();
};

core::Result<int> half(int value)
{
    if (value % 2 != 0) {
        return core::fail(core::ErrorCode::InvalidInput, "It is odd.");
    }
    return value / 2;
}

core::Result<void> requireEven(int value)
{
    TRY(half(value));
    return {};
}

core::Result<int> quarter(int value)
{
    TRY(requireEven(value));
    return TRY(half(TRY(half(value))));
}

core::Result<std::unique_ptr<int>> boxed(int value)
{
    return std::make_unique<int>(TRY(half(value)));
}

core::Result<std::unique_ptr<int>> boxedTwice(int value)
{
    auto box = TRY(boxed(value));
    *box *= 2;
    return box;
}

void ResultTest::tryTakesTheValue()
{
    QCOMPARE(quarter(12).value_or(-1), 3);
}

void ResultTest::tryReturnsTheError()
{
    const auto refused = quarter(3);
    QVERIFY(!refused);
    QVERIFY(refused.error().code == core::ErrorCode::InvalidInput);
    QCOMPARE(refused.error().message, std::string("It is odd."));
}

void ResultTest::tryMovesWhatCannotBeCopied()
{
    const auto box = boxedTwice(8);
    QVERIFY(box.has_value());
    QCOMPARE(**box, 8);
    QVERIFY(!boxedTwice(7));
}

void ResultTest::tryNests()
{
    QVERIFY(!quarter(6)); // the inner half is fine, the outer is odd
}

void ResultTest::everyCodeHasAName()
{
    for (int i = 0; i <= static_cast<int>(core::ErrorCode::Internal); ++i) {
        const auto code = static_cast<core::ErrorCode>(i);
        const std::string_view name = core::errorCodeName(code);
        QVERIFY(!name.empty());
        QVERIFY(core::errorCodeFromName(name) == code);
    }
    QVERIFY(core::errorCodeFromName("no such code") == core::ErrorCode::Internal);
}

void ResultTest::checkedSizes()
{
    constexpr auto most = std::numeric_limits<std::uint64_t>::max();
    QVERIFY(core::checkedAdd<std::uint64_t>(most - 1, 1) == most);
    QVERIFY(!core::checkedAdd<std::uint64_t>(most, 1));
    QVERIFY(core::checkedMultiply<std::uint64_t>(1ULL << 32U, 1ULL << 31U) == 1ULL << 63U);
    QVERIFY(!core::checkedMultiply<std::uint64_t>(1ULL << 32U, 1ULL << 32U));
    QVERIFY(!core::checkedAdd<int>(std::numeric_limits<int>::min(), -1));
    QVERIFY(core::checkedMultiply<int>(-1, 7) == -7);
}

} // namespace

QTEST_APPLESS_MAIN(ResultTest)
#include "result_test.moc"
