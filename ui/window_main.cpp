// SPDX-License-Identifier: Apache-2.0
#include "ui/window_main.h"

#include "core/api/client.h"
#include "ui/bridge/bridge.h"
#include "ui/frame/main_window.h"
#include "ui/frame/program.h"
#include "ui/frame/window_settings.h"
#include "ui/theme/appearance.h"
#include "ui/theme/theme_choice.h"

#include <QApplication>
#include <QElapsedTimer>

#include <cstdio>

namespace ui {

namespace {

constexpr int defaultWidth = 1440;
constexpr int defaultHeight = 900;

void remember(const MainWindow& window, WindowSettings::Values values)
{
    values.geometry = window.saveGeometry();
    values.page = window.currentPage();
    WindowSettings::save(values);
}

void followLooks(MainWindow& window, Appearance& appearance, WindowSettings::Values& settings,
    const QPalette& desktop)
{
    QObject::connect(&window, &MainWindow::themeChosen, &appearance,
        [&appearance, &settings, desktop](const QString& name) {
            settings.theme = name;
            if (auto theme = Theme::load(chooseTheme({}, name, desktop))) {
                appearance.setTheme(std::move(*theme));
            }
        });
}

} // namespace

int runWindow(
    int& argc, char** argv, std::shared_ptr<core::Client> client, const WindowOptions& options)
{
    QElapsedTimer sinceStart;
    sinceStart.start();
    prepareProgram();
    QApplication application(argc, argv);
    const QPalette desktop = QApplication::palette();
    WindowSettings::Values settings = WindowSettings::load();
    auto theme =
        Theme::load(chooseTheme(QString::fromStdString(options.theme), settings.theme, desktop));
    if (!theme) {
        std::fprintf(stderr, "%s\n", theme.error().message.c_str());
        return 1;
    }
    Appearance appearance(std::move(*theme), settings.fontScale);
    appearance.apply();
    Bridge bridge(std::move(client));
    MainWindow window(Context{bridge, appearance});
    window.setWorkspacePath(QString::fromStdString(options.workspacePath));
    followLooks(window, appearance, settings, desktop);
    QObject::connect(&window, &MainWindow::closed, &window, [&] { remember(window, settings); });
    const bool traced = qEnvironmentVariableIsSet("HOLDFAST_TRACE_START");
    QObject::connect(&window, &MainWindow::firstPainted, &window, [&] {
        if (traced) {
            std::fprintf(
                stderr, "first paint %lld ms\n", static_cast<long long>(sinceStart.elapsed()));
        }
    });
    window.resize(defaultWidth, defaultHeight);
    window.restoreGeometry(settings.geometry);
    window.showPage(settings.page);
    window.start();
    window.show();
    return QApplication::exec();
}

} // namespace ui
