// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QString>

namespace ui {

/// What the window remembers between two starts, in $XDG_CONFIG_HOME/holdfast/window.ini: its place
/// and size, the page, the look. Nothing of a workspace's content.
class WindowSettings {
public:
    struct Values {
        QByteArray geometry;
        int page = 0;
        QString theme; ///< empty: as the desktop
        double fontScale = 1.0; ///< 0.9 to 1.5
    };

    static Values load();
    static void save(const Values& values);
};

} // namespace ui
