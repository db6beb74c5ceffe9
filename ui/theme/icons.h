// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QColor>
#include <QIcon>
#include <QPixmap>

namespace ui {

/// A line icon of resources/icons, drawn as a mask and tinted: one file serves every theme.
/// `size` is in device-independent pixels. Cached by Qt's pixmap cache. GUI thread only.
QPixmap iconPixmap(const QString& name, int size, const QColor& color, double pixelRatio);

/// The same as a QIcon that draws itself at any size; greyed by half when disabled.
QIcon makeIcon(const QString& name, const QColor& color);

} // namespace ui
