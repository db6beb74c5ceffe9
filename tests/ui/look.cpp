// SPDX-License-Identifier: Apache-2.0
// Pictures of the window over a made-up workspace: look FOLDER THEME WIDTH HEIGHT [empty]
#include "sample_workspace.h"
#include "ui/window_main.h"

#include <cstdlib>
#include <string>

int main(int argc, char** argv)
{
    if (argc < 5) {
        return 2;
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
