// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/icon_button.h"

#include "ui/theme/appearance.h"

#include <QPainter>

namespace ui {

namespace {

constexpr int side = 28;
constexpr int iconSide = 18;
constexpr int cornerRadius = 5;
constexpr double disabledOpacity = 0.4;

} // namespace

IconButton::IconButton(
    const Appearance& appearance, const QString& icon, const QString& name, QWidget* parent)
    : QAbstractButton(parent)
    , m_appearance(appearance)
    , m_icon(icon)
{
    setToolTip(name);
    setAccessibleName(name);
    setFocusPolicy(Qt::StrongFocus);
    setFixedSize(sizeHint());
}

QSize IconButton::sizeHint() const
{
    return {side, side};
}

void IconButton::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (!isEnabled()) {
        painter.setOpacity(disabledOpacity);
    }
    const bool hovered = underMouse() && isEnabled();
    if (isChecked() || hovered || isDown()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_appearance.color(isChecked() ? Token::Selected : Token::Hover));
        painter.drawRoundedRect(rect(), cornerRadius, cornerRadius);
    }
    if (hasFocus()) {
        painter.setPen(QPen(m_appearance.color(Token::Focus), 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), cornerRadius, cornerRadius);
    }
    m_appearance.drawIcon(painter, m_icon, rect(), iconSide,
        m_appearance.color(isChecked() ? Token::AccentText : Token::Text));
}

void IconButton::enterEvent(QEnterEvent*)
{
    update();
}

void IconButton::leaveEvent(QEvent*)
{
    update();
}

} // namespace ui
