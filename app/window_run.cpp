// SPDX-License-Identifier: Apache-2.0
#include "app/window_run.h"

#include <QCoreApplication>
#include <QMetaObject>

#include <array>
#include <optional>

namespace app {

namespace {

/// A command line with only the program's name: ours was read already, and Qt keeps references.
class ProgramArguments {
public:
    explicit ProgramArguments(std::string name)
        : m_name(std::move(name))
        , m_values{m_name.data(), nullptr}
    {
    }
    int& count() { return m_count; }
    char** values() { return m_values.data(); }

private:
    int m_count = 1;
    std::string m_name;
    std::array<char*, 2> m_values;
};

} // namespace

int showWindow(Context& context, std::shared_ptr<core::Client> client, const std::string& theme)
{
    ProgramArguments arguments(context.settings().programName);
    const std::stop_callback quitOnSignal(context.stop(), [] {
        if (QCoreApplication* application = QCoreApplication::instance()) {
            QMetaObject::invokeMethod(application, &QCoreApplication::quit, Qt::QueuedConnection);
        }
    });
    return ui::runWindow(arguments.count(), arguments.values(), std::move(client),
        {.workspacePath = context.settings().workspace.native(), .theme = theme});
}

int takeScreenshots(
    Context& context, std::shared_ptr<core::Client> client, ui::ScreenshotOptions options)
{
    ProgramArguments arguments(context.settings().programName);
    options.workspacePath = context.settings().workspace.native();
    return ui::makeScreenshots(arguments.count(), arguments.values(), std::move(client), options);
}

} // namespace app
