// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/amount_legend.h"

#include "ui/theme/appearance.h"
#include "ui/widgets/hatch.h"

#include <QPainter>

namespace ui {

namespace {

constexpr int swatch = 9;
constexpr int swatchGap = 6;
constexpr int entryGap = 14;
constexpr int rowHeight = 18;

} // namespace

AmountLegend::AmountLegend(const Appearance& appearance, QWidget* parent)
    : QWidget(parent)
    , m_appearance(appearance)
{
    setFont(appearance.font(FontRole::Label));
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void AmountLegend::setSegments(const QList<AmountBar::Segment>& segments)
{
    m_segments = segments;
    QStringList names;
    for (const AmountBar::Segment& segment : segments) {
        names << segment.name;
    }
    setAccessibleName(names.join(QStringLiteral(", ")));
    updateGeometry();
    update();
}

QList<QRect> AmountLegend::places(int width) const
{
    QList<QRect> rects;
    int x = 0;
    int y = 0;
    for (const AmountBar::Segment& segment : m_segments) {
        const int entry = swatch + swatchGap + fontMetrics().horizontalAdvance(segment.name) + 1;
        if (x > 0 && x + entry > width) {
            x = 0;
            y += rowHeight;
        }
        rects.append(QRect(x, y, entry, rowHeight));
        x += entry + entryGap;
    }
    return rects;
}

QSize AmountLegend::sizeHint() const
{
    return {200, heightForWidth(width())};
}

int AmountLegend::heightForWidth(int width) const
{
    const QList<QRect> rects = places(width);
    return rects.isEmpty() ? rowHeight : rects.last().bottom() + 1;
}

void AmountLegend::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const QList<QRect> rects = places(width());
    for (int i = 0; i < rects.size(); ++i) {
        const AmountBar::Segment& segment = m_segments[i];
        const QRect box(rects[i].x(), rects[i].y() + (rowHeight - swatch) / 2, swatch, swatch);
        if (segment.fill == AmountBar::Fill::Solid) {
            painter.fillRect(box, segment.color);
        } else {
            painter.fillRect(box, hatchBrush(segment.color, devicePixelRatio()));
            painter.setPen(segment.color);
            painter.drawRect(box.adjusted(0, 0, -1, -1));
        }
        painter.setPen(m_appearance.color(Token::Text2));
        painter.drawText(
            rects[i].adjusted(swatch + swatchGap, 0, 0, 0), Qt::AlignVCenter, segment.name);
    }
}

} // namespace ui
