// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>

namespace core {
class Client;
}

namespace ui {

struct WindowOptions {
    std::string workspacePath; ///< shown in the top bar by its name
    std::string theme; ///< "" (setting, then desktop), "light", "dark" or "high-contrast"
};

/// Shows the window and runs until it is closed. Returns the exit code.
/// Makes the one QApplication of the process, so call it once, from the main thread.
/// With HOLDFAST_TRACE_START set it writes "first paint N ms" to stderr, counted from this call.
int runWindow(
    int& argc, char** argv, std::shared_ptr<core::Client> client, const WindowOptions& options);

struct ScreenshotOptions {
    std::filesystem::path directory; ///< made when absent
    std::string theme; ///< as in WindowOptions; "" means light
    int width = 1440;
    int height = 900;
    std::string workspacePath = {};
};

/// Renders every page without a display, after its data has come, as `PAGE-THEME.png` in the
/// directory: agents, agents-form, memory and models. Prints the name of each file. Returns 0, or 1
/// when a picture could not be made. Chooses Qt's offscreen platform itself.
int makeScreenshots(
    int& argc, char** argv, std::shared_ptr<core::Client> client, const ScreenshotOptions& options);

} // namespace ui
