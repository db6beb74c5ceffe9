// SPDX-License-Identifier: Apache-2.0
#include "ui/session/note_row_view.h"

#include "ui/theme/appearance.h"
#include "ui/widgets/chip.h"

#include <QPainter>

namespace ui {

namespace {

constexpr int inset = 10;
constexpr int headHeight = 30;
constexpr int bottom = 9;
constexpr int edgeWidth = 3;

} // namespace

NoteRowView::NoteRowView(const Appearance& appearance, SpineRow row)
    : RowView(appearance, std::move(row))
{
    const FontRole role = isNotice() ? FontRole::Interface : FontRole::SmallFigure;
    TextFlow flow(appearance.font(role), appearance.lineHeight(role));
    flow.setText(m_row.text);
    m_texts.push_back(PlacedText{std::move(flow), QPoint(textX, 0), true});
}

int NoteRowView::place(int textWidth)
{
    PlacedText& text = m_texts.front();
    if (!isNotice()) {
        text.flow.setWidth(textWidth);
        return text.flow.height();
    }
    text.at = QPoint(textX + inset + edgeWidth, headHeight);
    text.flow.setWidth(textWidth - 2 * inset - edgeWidth);
    return headHeight + text.flow.height() + bottom;
}

void NoteRowView::paint(QPainter& painter, const RowPaint& paint) const
{
    if (isNotice()) {
        paintNotice(painter);
    }
    drawTexts(painter, paint, m_appearance.color(isNotice() ? Token::Text : Token::Text3));
}

void NoteRowView::paintNotice(QPainter& painter) const
{
    const StateColors& failed = m_appearance.theme().state(RunState::Failed);
    drawNode(painter, 5, stateIcon(RunState::Failed), m_appearance.color(Token::Surface), {},
        failed.ink);
    const QRect frame(textX, 0, m_textWidth, m_height - gapBelow);
    painter.fillRect(frame, failed.tint);
    painter.fillRect(QRect(textX, 0, edgeWidth, frame.height()), failed.ink);
    painter.setFont(m_appearance.font(FontRole::Heading));
    painter.setPen(failed.ink);
    painter.drawText(QRect(textX + inset + edgeWidth, 2, m_textWidth - 2 * inset, headHeight),
        Qt::AlignVCenter, m_row.heading);
    drawTime(painter, 6);
}

QString NoteRowView::spokenText() const
{
    return isNotice() ? m_row.heading + QLatin1Char('\n') + m_row.text : m_row.text;
}

} // namespace ui
