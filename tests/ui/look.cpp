// SPDX-License-Identifier: Apache-2.0
// The window over a made-up workspace with a thousand sessions: window_look opens it,
// window_look FOLDER THEME WIDTH HEIGHT [empty] makes pictures of its pages.
#include "sample_workspace.h"
#include "ui/window_main.h"

#include <cstdlib>
#include <string>

int main(int argc, char** argv)
{
    if (argc < 5) {
        return ui::runWindow(argc, argv, makeSampleWorkspace(), {});
    }
    ui::ScreenshotOptions options;
    options.directory = argv[1];
    options.theme = argv[2];
    options.width = std::atoi(argv[3]);
    options.height = std::atoi(argv[4]);
    options.workspacePath = "/srv/Meadow Row Trading.holdfast";
    const bool empty = argc > 5 && std::string(argv[5]) == "empty";
    return ui::makeScreenshots(
        argc, argv, empty ? makeEmptyWorkspace() : makeSampleWorkspace(), options);
}
