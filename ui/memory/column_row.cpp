// SPDX-License-Identifier: Apache-2.0
#include "ui/memory/column_row.h"

#include "ui/theme/appearance.h"

#include <QPainter>

namespace ui {

namespace {

constexpr int rowHeight = 30;
constexpr int inset = 16;
constexpr int iconSide = 16;
constexpr int edgeWidth = 3;

} // namespace

ColumnRow::ColumnRow(
    const Appearance& appearance, const QString& icon, const QString& name, QWidget* parent)
    : QAbstractButton(parent)
    , m_appearance(appearance)
    , m_icon(icon)
{
    setText(name);
    setAccessibleName(name);
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setFont(appearance.font(FontRole::Name));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ColumnRow::setFigure(const QString& figure)
{
    m_figure = figure;
    setAccessibleName(figure.isEmpty() ? text() : text() + QStringLiteral(", ") + figure);
    update();
}

QSize ColumnRow::sizeHint() const
{
    return {120, qMax(rowHeight, fontMetrics().height() + 10)};
}

void ColumnRow::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    if (isChecked()) {
        painter.fillRect(rect(), m_appearance.color(Token::Selected));
        painter.fillRect(QRect(0, 0, edgeWidth, height()), m_appearance.color(Token::Accent));
    } else if (underMouse()) {
        painter.fillRect(rect(), m_appearance.color(Token::Hover));
    }
    m_appearance.drawIcon(painter, m_icon, QRectF(inset, 0, iconSide, height()), iconSide,
        m_appearance.color(Token::Text2));
    const QFont figureFont = m_appearance.font(FontRole::SmallFigure);
    const int figureWidth = QFontMetrics(figureFont).horizontalAdvance(m_figure);
    const int left = inset + iconSide + 8;
    const int right = width() - 12 - figureWidth;
    painter.setFont(font());
    painter.setPen(m_appearance.color(Token::Text));
    painter.drawText(QRect(left, 0, right - 8 - left, height()), Qt::AlignVCenter,
        fontMetrics().elidedText(text(), Qt::ElideRight, right - 8 - left));
    painter.setFont(figureFont);
    painter.setPen(m_appearance.color(Token::Text2));
    painter.drawText(QRect(right, 0, figureWidth + 1, height()), Qt::AlignVCenter, m_figure);
    if (hasFocus()) {
        painter.setPen(QPen(m_appearance.color(Token::Focus), 2));
        painter.drawRect(rect().adjusted(1, 1, -1, -1));
    }
}

void ColumnRow::enterEvent(QEnterEvent*)
{
    update();
}

void ColumnRow::leaveEvent(QEvent*)
{
    update();
}

} // namespace ui
