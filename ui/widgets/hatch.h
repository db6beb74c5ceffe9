// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QBrush>

namespace ui {

/// The pattern of "not yet": 45 degree lines of the ink, made for the pixel ratio because Qt's own
/// diagonal pattern does not scale. Cached.
QBrush hatchBrush(const QColor& ink, double pixelRatio);

} // namespace ui
