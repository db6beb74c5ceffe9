// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/context.h"
#include "ui/window_main.h"

#include <memory>
#include <string>

namespace app {

/// Runs the window until it is closed or a signal comes. Returns its exit code.
int showWindow(Context& context, std::shared_ptr<core::Client> client, const std::string& theme);

/// Renders the pages; the workspace's name is filled in.
int takeScreenshots(
    Context& context, std::shared_ptr<core::Client> client, ui::ScreenshotOptions options);

} // namespace app
