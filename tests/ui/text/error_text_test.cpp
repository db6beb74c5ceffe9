// SPDX-License-Identifier: Apache-2.0
// Every code of the runtime has words in the window.
#include "core/turns/turn_failure.h"
#include "ui/frame/program.h"
#include "ui/text/error_text.h"
#include "ui/theme/appearance.h"
#include "ui/widgets/strip.h"

#include <QSet>
#include <QTest>

using core::ErrorCode;

class ErrorTextTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { ui::prepareProgram(); }

    void everyCodeHasWords_data()
    {
        QTest::addColumn<int>("code");
        for (int code = 0; code <= static_cast<int>(ErrorCode::Internal); ++code) {
            const auto name = core::errorCodeName(static_cast<ErrorCode>(code));
            QTest::newRow(std::string(name).c_str()) << code;
        }
    }

    void everyCodeHasWords()
    {
        QFETCH(int, code);
        core::Error error;
        error.code = static_cast<ErrorCode>(code);
        error.message = "Found 61 MB.";
        error.detail = "E_SIZE";
        error.field = "page";
        error.byteOffset = 12;
        const ui::ErrorText words = ui::errorText(error);
        QVERIFY(!words.heading.isEmpty());
        QVERIFY(words.advice.endsWith(QLatin1Char('.')));
        QVERIFY(words.sentence().startsWith(QStringLiteral("Found 61 MB. ")));
        QCOMPARE(words.details,
            QString::fromStdString(std::string(core::errorCodeName(error.code)))
                + QStringLiteral(", E_SIZE, field page, byte 12"));

        auto theme = ui::Theme::load(QStringLiteral("light"));
        QVERIFY(theme.has_value());
        const ui::Appearance appearance(std::move(*theme));
        ui::Strip strip(appearance);
        strip.showError(error);
        QVERIFY(!strip.isHidden());
        QVERIFY(strip.text().contains(words.heading));
        QVERIFY(strip.text().contains(QStringLiteral("Found 61 MB.")));
    }

    void everyFailureOfATurnHasWords()
    {
        const ui::ErrorText unknown = ui::errorText(QStringLiteral("no such code"), {});
        for (int i = 0; i <= static_cast<int>(core::TurnFailure::InternalError); ++i) {
            const auto name = core::turnFailureName(static_cast<core::TurnFailure>(i));
            const QString code = QString::fromStdString(std::string(name));
            const ui::ErrorText words = ui::errorText(code, {});
            QVERIFY2(code == QStringLiteral("internal_error") || words.heading != unknown.heading,
                qPrintable(code));
            QVERIFY(words.sentence().endsWith(QLatin1Char('.')));
            QCOMPARE(words.details, code);
        }
    }

    void headingsDiffer()
    {
        QSet<QString> headings;
        for (int code = 0; code <= static_cast<int>(ErrorCode::Internal); ++code) {
            core::Error error;
            error.code = static_cast<ErrorCode>(code);
            headings.insert(ui::errorText(error).heading);
        }
        QCOMPARE(headings.size(), static_cast<qsizetype>(ErrorCode::Internal) + 1);
    }
};

QTEST_MAIN(ErrorTextTest)
#include "error_text_test.moc"
