// SPDX-License-Identifier: Apache-2.0
#include "ui/theme/icons.h"

#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace ui {

namespace {

constexpr double disabledOpacity = 0.5;

QPixmap drawIcon(const QString& name, int size, const QColor& color, double pixelRatio)
{
    QPixmap pixmap(QSize(size, size) * pixelRatio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    QSvgRenderer renderer(QStringLiteral(":/icons/%1.svg").arg(name));
    renderer.render(&painter, QRectF(QPointF(0, 0), QSizeF(pixmap.size())));
    painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
    painter.fillRect(pixmap.rect(), color);
    painter.end();
    pixmap.setDevicePixelRatio(pixelRatio);
    return pixmap;
}

class TintedIconEngine final : public QIconEngine {
public:
    TintedIconEngine(QString name, const QColor& color)
        : m_name(std::move(name))
        , m_color(color)
    {
    }

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override
    {
        const int size = qMin(rect.width(), rect.height());
        const double ratio = painter->device()->devicePixelRatio();
        painter->save();
        if (mode == QIcon::Disabled) {
            painter->setOpacity(disabledOpacity);
        }
        painter->drawPixmap(rect.x() + (rect.width() - size) / 2,
            rect.y() + (rect.height() - size) / 2, iconPixmap(m_name, size, m_color, ratio));
        painter->restore();
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap result(size);
        result.fill(Qt::transparent);
        QPainter painter(&result);
        paint(&painter, QRect(QPoint(0, 0), size), mode, state);
        return result;
    }

    [[nodiscard]] QIconEngine* clone() const override
    {
        return new TintedIconEngine(m_name, m_color);
    }

private:
    QString m_name;
    QColor m_color;
};

} // namespace

QPixmap iconPixmap(const QString& name, int size, const QColor& color, double pixelRatio)
{
    const QString key = QStringLiteral("holdfast/%1/%2/%3/%4")
                            .arg(name)
                            .arg(size)
                            .arg(color.rgba())
                            .arg(pixelRatio);
    QPixmap pixmap;
    if (!QPixmapCache::find(key, &pixmap)) {
        pixmap = drawIcon(name, size, color, pixelRatio);
        QPixmapCache::insert(key, pixmap);
    }
    return pixmap;
}

QIcon makeIcon(const QString& name, const QColor& color)
{
    return QIcon(new TintedIconEngine(name, color));
}

} // namespace ui
