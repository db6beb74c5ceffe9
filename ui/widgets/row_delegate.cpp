// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/row_delegate.h"

#include "ui/theme/appearance.h"

#include <QPainter>

namespace ui {

namespace {

constexpr int edgeWidth = 3;

} // namespace

RowDelegate::RowDelegate(const Appearance& appearance, int rowHeight, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_appearance(appearance)
    , m_rowHeight(rowHeight)
{
}

void RowDelegate::paint(
    QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    painter->save();
    const bool chosen = option.state.testFlag(QStyle::State_Selected);
    if (chosen) {
        painter->fillRect(option.rect, m_appearance.color(Token::Selected));
        painter->fillRect(QRect(option.rect.topLeft(), QSize(edgeWidth, option.rect.height())),
            m_appearance.color(Token::Accent));
    } else if (option.state.testFlag(QStyle::State_MouseOver)) {
        painter->fillRect(option.rect, m_appearance.color(Token::Hover));
    }
    paintContent(*painter, option.rect, index);
    const bool ring = option.state.testFlag(QStyle::State_HasFocus)
        && option.state.testFlag(QStyle::State_KeyboardFocusChange);
    if (ring) {
        painter->setPen(QPen(m_appearance.color(Token::Focus), 2));
        painter->setBrush(Qt::NoBrush);
        painter->drawRect(option.rect.adjusted(1, 1, -1, -1));
    }
    painter->restore();
}

QSize RowDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const
{
    return {option.rect.width(), m_rowHeight};
}

void RowDelegate::drawLine(QPainter& painter, const QRect& rect, const QString& text, FontRole role,
    Token token, Qt::Alignment alignment) const
{
    const QFont font = m_appearance.font(role);
    painter.setFont(font);
    painter.setPen(m_appearance.color(token));
    painter.drawText(rect, static_cast<int>(alignment | Qt::AlignVCenter) | Qt::TextSingleLine,
        QFontMetrics(font).elidedText(text, Qt::ElideRight, rect.width()));
}

} // namespace ui
