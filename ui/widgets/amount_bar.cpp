// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/amount_bar.h"

#include "ui/theme/appearance.h"
#include "ui/widgets/hatch.h"

#include <QPainter>

namespace ui {

AmountBar::AmountBar(const Appearance& appearance, int barHeight, QWidget* parent)
    : QWidget(parent)
    , m_appearance(appearance)
    , m_barHeight(barHeight)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void AmountBar::setSegments(const QList<Segment>& segments, double whole, const QString& spoken)
{
    m_segments = segments;
    m_whole = whole;
    setAccessibleName(spoken);
    setToolTip(spoken);
    update();
}

QSize AmountBar::sizeHint() const
{
    return {160, m_barHeight};
}

QSize AmountBar::minimumSizeHint() const
{
    return {40, m_barHeight};
}

void AmountBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_appearance.color(Token::Sunken));
    if (m_whole <= 0) {
        return;
    }
    double used = 0;
    for (const Segment& segment : m_segments) {
        const int left = qRound(width() * qMin(used / m_whole, 1.0));
        used += segment.amount;
        const int right = qRound(width() * qMin(used / m_whole, 1.0));
        const QRect area(left, 0, right - left, height());
        if (area.width() <= 0) {
            continue;
        }
        if (segment.fill == Fill::Solid) {
            painter.fillRect(area, segment.color);
            painter.fillRect(
                QRect(area.right(), 0, 1, height()), m_appearance.color(Token::Surface));
        } else {
            painter.fillRect(area, m_appearance.color(Token::Surface));
            painter.fillRect(area, hatchBrush(segment.color, devicePixelRatio()));
            painter.setPen(segment.color);
            painter.drawRect(area.adjusted(0, 0, -1, -1));
        }
    }
}

} // namespace ui
