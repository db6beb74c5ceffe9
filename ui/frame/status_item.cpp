// SPDX-License-Identifier: Apache-2.0
#include "ui/frame/status_item.h"

#include "ui/theme/appearance.h"

#include <QPainter>

namespace ui {

namespace {

constexpr int itemHeight = 25;
constexpr int iconSide = 14;
constexpr int padding = 7;
constexpr int gap = 6;

} // namespace

StatusItem::StatusItem(
    const Appearance& appearance, const QString& icon, FontRole role, QWidget* parent)
    : QAbstractButton(parent)
    , m_appearance(appearance)
    , m_icon(icon)
{
    setFont(appearance.font(role));
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    hide();
}

void StatusItem::setState(std::optional<RunState> state)
{
    m_state = state;
    update();
}

void StatusItem::say(const QString& text, const QString& spoken)
{
    setText(text);
    setAccessibleName(spoken.isEmpty() ? text : spoken);
    setToolTip(spoken);
    setVisible(!text.isEmpty());
    updateGeometry();
    update();
}

QSize StatusItem::sizeHint() const
{
    const int icon = m_icon.isEmpty() ? 0 : iconSide + gap;
    return {2 * padding + icon + fontMetrics().horizontalAdvance(text()), itemHeight};
}

void StatusItem::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    if (underMouse()) {
        painter.fillRect(rect(), m_appearance.color(Token::Hover));
    }
    int x = padding;
    if (!m_icon.isEmpty()) {
        QColor ink = m_appearance.color(Token::Text2);
        if (m_state) {
            const StateColors& colors = m_appearance.theme().state(*m_state);
            ink = colors.solid ? colors.edge : colors.ink;
        }
        m_appearance.drawIcon(painter, m_icon, QRectF(x, 0, iconSide, height()), iconSide, ink);
        x += iconSide + gap;
    }
    painter.setFont(font());
    painter.setPen(m_appearance.color(Token::Text2));
    painter.drawText(QRect(x, 0, width() - x, height()), Qt::AlignVCenter, text());
    if (hasFocus()) {
        painter.setPen(QPen(m_appearance.color(Token::Focus), 2));
        painter.drawRect(rect().adjusted(1, 1, -1, -1));
    }
}

void StatusItem::enterEvent(QEnterEvent*)
{
    update();
}

void StatusItem::leaveEvent(QEvent*)
{
    update();
}

} // namespace ui
