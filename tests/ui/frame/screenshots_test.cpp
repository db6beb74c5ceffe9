// SPDX-License-Identifier: Apache-2.0
// Every page can be drawn without a display, in each look and at the smallest size.
#include "sample_workspace.h"
#include "ui/window_main.h"

#include <QImage>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

#include <array>

namespace {

/// How many different colours a picture has; an empty page has its ground and little else.
int colorCount(const QImage& image)
{
    QSet<QRgb> colors;
    for (int y = 0; y < image.height(); y += 2) {
        for (int x = 0; x < image.width(); x += 2) {
            colors.insert(image.pixel(x, y));
        }
    }
    return static_cast<int>(colors.size());
}

constexpr int colorsMin = 20;

} // namespace

class ScreenshotsTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyPageIsDrawn_data()
    {
        QTest::addColumn<QString>("theme");
        QTest::addColumn<QSize>("size");
        QTest::addColumn<bool>("empty");
        QTest::newRow("light") << QStringLiteral("light") << QSize(1440, 900) << false;
        QTest::newRow("dark, small") << QStringLiteral("dark") << QSize(960, 600) << false;
        QTest::newRow("high contrast")
            << QStringLiteral("high-contrast") << QSize(1440, 900) << false;
        QTest::newRow("empty") << QStringLiteral("light") << QSize(960, 600) << true;
    }

    void everyPageIsDrawn()
    {
        QFETCH(QString, theme);
        QFETCH(QSize, size);
        QFETCH(bool, empty);
        const QTemporaryDir directory;
        ui::ScreenshotOptions options;
        options.directory = directory.path().toStdString();
        options.theme = theme.toStdString();
        options.width = size.width();
        options.height = size.height();
        int argc = 1;
        std::array<char, 9> name{"holdfast"};
        std::array<char*, 2> argv{name.data(), nullptr};
        const auto client = empty ? makeEmptyWorkspace() : makeSampleWorkspace();
        QCOMPARE(ui::makeScreenshots(argc, argv.data(), client, options), 0);
        for (const char* page : {"agents", "agents-form", "memory", "models"}) {
            const QImage image(directory.filePath(
                QStringLiteral("%1-%2.png").arg(QString::fromLatin1(page), theme)));
            QCOMPARE(image.size(), size);
            QVERIFY2(colorCount(image) > colorsMin, page);
        }
    }

    void anUnknownThemeIsRefused()
    {
        ui::ScreenshotOptions options;
        const QTemporaryDir directory;
        options.directory = directory.path().toStdString();
        options.theme = "sepia";
        int argc = 1;
        std::array<char, 9> name{"holdfast"};
        std::array<char*, 2> argv{name.data(), nullptr};
        QCOMPARE(ui::makeScreenshots(argc, argv.data(), makeEmptyWorkspace(), options), 1);
    }
};

QTEST_APPLESS_MAIN(ScreenshotsTest)
#include "screenshots_test.moc"
