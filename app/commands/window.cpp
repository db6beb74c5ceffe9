// SPDX-License-Identifier: Apache-2.0
#include "app/commands/commands.h"
#include "app/commands/terminal_chat.h"
#include "app/context.h"
#include "app/print.h"

#ifdef HOLDFAST_UI
#include "app/window_run.h"
#endif

#include <fmt/format.h>

#include <fcntl.h>
#include <unistd.h>

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <set>

namespace app {

namespace {

using core::Json;
using core::Result;

#ifdef HOLDFAST_UI

constexpr int sideMin = 480;
constexpr int sideMax = 8192;

bool isSet(const char* variable)
{
    const char* value = std::getenv(variable);
    return value != nullptr && *value != '\0';
}

bool hasDisplay()
{
    return isSet("WAYLAND_DISPLAY") || isSet("DISPLAY") || isSet("QT_QPA_PLATFORM");
}

Result<std::string> themeOf(const Arguments& arguments)
{
    const std::string theme = arguments.value("theme").value_or("");
    if (!theme.empty() && theme != "light" && theme != "dark" && theme != "high-contrast") {
        return core::fail(usageError(fmt::format(
            "Found '{}' for --theme. Allowed are light, dark and high-contrast.", theme)));
    }
    return theme;
}

Result<Json> exitOf(int code)
{
    if (code != 0) {
        return core::fail(core::ErrorCode::Io, fmt::format("The window ended with code {}.", code));
    }
    return Json();
}

struct Size {
    int width = 1440;
    int height = 900;
};

Result<Size> sizeOf(const Arguments& arguments)
{
    const auto text = arguments.value("size");
    Size size;
    if (!text) {
        return size;
    }
    const char* end = text->data() + text->size();
    const auto width = std::from_chars(text->data(), end, size.width);
    const bool hasCross = width.ec == std::errc() && width.ptr != end && *width.ptr == 'x';
    const auto height = hasCross ? std::from_chars(width.ptr + 1, end, size.height) : width;
    const bool isNumber = hasCross && height.ec == std::errc() && height.ptr == end;
    if (!isNumber || size.width < sideMin || size.width > sideMax || size.height < sideMin
        || size.height > sideMax)
    {
        return core::fail(usageError(
            fmt::format("Found '{}' for --size. Allowed is WIDTHxHEIGHT, each from {} to {}.",
                *text, sideMin, sideMax)));
    }
    return size;
}

/// Nothing reaches stdout while it lives.
class QuietOutput {
public:
    QuietOutput()
        : m_saved(::dup(STDOUT_FILENO))
    {
        std::fflush(stdout);
        const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
        ::dup2(nowhere, STDOUT_FILENO);
        ::close(nowhere);
    }
    ~QuietOutput()
    {
        std::fflush(stdout);
        ::dup2(m_saved, STDOUT_FILENO);
        ::close(m_saved);
    }
    QuietOutput(const QuietOutput&) = delete;
    QuietOutput& operator=(const QuietOutput&) = delete;

private:
    int m_saved;
};

Json picturesIn(const std::filesystem::path& directory)
{
    std::set<std::string> names;
    std::error_code code;
    for (const auto& file : std::filesystem::directory_iterator(directory, code)) {
        if (file.path().extension() == ".png") {
            names.insert(file.path().filename().native());
        }
    }
    return names;
}

Result<Json> window(Context& context, const Arguments& arguments)
{
    const std::string theme = TRY(themeOf(arguments));
    if (!hasDisplay()) {
        printError("There is no display (WAYLAND_DISPLAY, DISPLAY and QT_QPA_PLATFORM are unset). "
                   "This is the terminal version.");
        return runTerminalChat(context, {}, std::nullopt);
    }
    const auto client =
        TRY(context.workspace(Access::Create, core::Recovery::Start, core::Serving::Yes));
    return exitOf(showWindow(context, client, theme));
}

Result<Json> screenshots(Context& context, const Arguments& arguments)
{
    const auto directory = arguments.value("out");
    if (!directory) {
        return core::fail(usageError("--out is missing: the directory for the pictures."));
    }
    const Size size = TRY(sizeOf(arguments));
    const std::string theme = TRY(themeOf(arguments));
    const auto client = TRY(context.workspace(Access::Create));
    const ui::ScreenshotOptions options{
        .directory = *directory, .theme = theme, .width = size.width, .height = size.height};
    if (!context.isJson()) {
        return exitOf(takeScreenshots(context, client, options));
    }
    {
        const QuietOutput quiet; // the pages are named as they are made
        TRY(exitOf(takeScreenshots(context, client, options)));
    }
    return Json{{"files", picturesIn(*directory)}};
}

#else

Result<Json> window(Context& context, const Arguments&)
{
    printError("This program was built without a window. This is the terminal version.");
    return runTerminalChat(context, {}, std::nullopt);
}

Result<Json> screenshots(Context&, const Arguments&)
{
    return core::fail(core::ErrorCode::Unsupported,
        "This program was built without a window, so there are no pages to show.");
}

#endif

} // namespace

std::vector<Command> windowCommands()
{
    const Option theme{"theme", "THEME", "light, dark or high-contrast"};
    return {{.words = "window",
                .summary = "Open the window (also without any command)",
                .options = {theme},
                .details = "Without a display the terminal version runs instead.",
                .run = window},
        {.words = "screenshots",
            .summary = "Every page of the window as a PNG file, without a display",
            .options = {{"out", "DIR", "the directory for the pictures, made when absent"}, theme,
                {"size", "WxH", "in pixels, default 1440x900"}},
            .run = screenshots}};
}

} // namespace app
