// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/hatch.h"

#include <QPainter>
#include <QPixmap>
#include <QPixmapCache>

namespace ui {

namespace {

constexpr int tileSide = 6;
constexpr double strokeWidth = 1.6;

} // namespace

QBrush hatchBrush(const QColor& ink, double pixelRatio)
{
    const QString key = QStringLiteral("holdfast/hatch/%1/%2").arg(ink.rgba()).arg(pixelRatio);
    QPixmap tile;
    if (!QPixmapCache::find(key, &tile)) {
        tile = QPixmap(QSize(tileSide, tileSide) * pixelRatio);
        tile.setDevicePixelRatio(pixelRatio);
        tile.fill(Qt::transparent);
        QPainter painter(&tile);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(ink, strokeWidth));
        for (int shift = -tileSide; shift <= tileSide; shift += tileSide) {
            painter.drawLine(QPointF(shift - 1, tileSide + 1), QPointF(shift + tileSide + 1, -1));
        }
        painter.end();
        QPixmapCache::insert(key, tile);
    }
    QBrush brush(tile);
    return brush;
}

} // namespace ui
