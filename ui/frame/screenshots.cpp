// SPDX-License-Identifier: Apache-2.0
// Pictures of every page without a display.
#include "core/api/client.h"
#include "ui/agents/agents_page.h"
#include "ui/bridge/bridge.h"
#include "ui/frame/main_window.h"
#include "ui/frame/program.h"
#include "ui/theme/appearance.h"
#include "ui/window_main.h"

#include <QApplication>
#include <QTimer>

#include <cstdio>
#include <functional>
#include <vector>

namespace ui {

namespace {

constexpr int lookIntervalMs = 20;
/// Answers, events and pauses of fields have all passed when nothing was pending so often in a row.
constexpr int quietLooks = 20;
constexpr int looksMax = 1500;

/// Takes one picture after the other, each when the page has everything it asked for.
class Photographer final : public QObject {
public:
    Photographer(
        MainWindow& window, Bridge& bridge, const ScreenshotOptions& options, const QString& theme)
        : m_window(window)
        , m_bridge(bridge)
        , m_options(options)
        , m_theme(theme)
    {
        m_shots = {{"agents", [this] { m_window.showPage(MainWindow::Agents); }},
            {"memory", [this] { m_window.showPage(MainWindow::Memory); }},
            {"models", [this] { m_window.showPage(MainWindow::Models); }},
            {"agents-form", [this] {
                 m_window.showPage(MainWindow::Agents);
                 m_window.agentsPage()->newAgent();
             }}};
        connect(&m_timer, &QTimer::timeout, this, &Photographer::look);
        m_shots.front().prepare();
        m_timer.start(lookIntervalMs);
    }

private:
    struct Shot {
        const char* name;
        std::function<void()> prepare;
    };

    void look()
    {
        m_quiet = m_bridge.pendingCount() == 0 ? m_quiet + 1 : 0;
        if (m_quiet < quietLooks && ++m_looks < looksMax) {
            return;
        }
        if (!take(m_shots[m_next].name)) {
            QApplication::exit(1);
            return;
        }
        m_quiet = 0;
        m_looks = 0;
        if (++m_next == m_shots.size()) {
            QApplication::exit(0);
        } else {
            m_shots[m_next].prepare();
        }
    }

    bool take(const char* name)
    {
        const auto path =
            m_options.directory / (std::string(name) + '-' + m_theme.toStdString() + ".png");
        const bool saved = m_window.grab().save(QString::fromStdString(path.string()), "PNG");
        std::fprintf(
            saved ? stdout : stderr, saved ? "%s\n" : "%s could not be written\n", path.c_str());
        return saved;
    }

    MainWindow& m_window;
    Bridge& m_bridge;
    const ScreenshotOptions& m_options;
    QString m_theme;
    QTimer m_timer;
    std::vector<Shot> m_shots;
    std::size_t m_next = 0;
    int m_quiet = 0;
    int m_looks = 0;
};

} // namespace

int makeScreenshots(
    int& argc, char** argv, std::shared_ptr<core::Client> client, const ScreenshotOptions& options)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    std::error_code error;
    std::filesystem::create_directories(options.directory, error);
    prepareProgram();
    QApplication application(argc, argv);
    const QString name =
        options.theme.empty() ? QStringLiteral("light") : QString::fromStdString(options.theme);
    auto theme = Theme::load(name);
    if (!theme) {
        std::fprintf(stderr, "%s\n", theme.error().message.c_str());
        return 1;
    }
    Appearance appearance(std::move(*theme));
    appearance.apply();
    Bridge bridge(std::move(client));
    MainWindow window(Context{bridge, appearance});
    window.setWorkspacePath(QString::fromStdString(options.workspacePath));
    window.resize(options.width, options.height);
    window.show();
    window.start();
    const Photographer photographer(window, bridge, options, name);
    return QApplication::exec();
}

} // namespace ui
