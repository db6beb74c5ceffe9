// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFont>

namespace ui {

/// What a text is. Sizes and weights are those of the design, in pixels at scale 1.
enum class FontRole {
    PageTitle, ///< 20/28, 600
    DetailTitle, ///< 16/22, 600
    Reading, ///< 14/21: conversation, records
    Interface, ///< 13/18
    Name, ///< 13/18, 500
    Heading, ///< 13/18, 600
    Second, ///< 12/16
    Label, ///< 11/14, 500
    Figure, ///< monospace 12/17: figures in columns, ids, bytes, paths, times
    SmallFigure, ///< monospace 11
};

/// The font of a role, times the person's font scale (0.9 to 1.5).
QFont fontOf(FontRole role, double scale = 1.0);

/// The height of a line of that role, in pixels.
int lineHeightOf(FontRole role, double scale = 1.0);

} // namespace ui
