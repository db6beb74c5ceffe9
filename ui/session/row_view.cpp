// SPDX-License-Identifier: Apache-2.0
#include "ui/session/row_view.h"

#include "ui/session/message_row_view.h"
#include "ui/session/note_row_view.h"
#include "ui/session/tool_row_view.h"
#include "ui/text/format.h"
#include "ui/theme/appearance.h"

#include <QPainter>

#include <algorithm>

namespace ui {

namespace {

constexpr int nodeSide = 20;
constexpr int nodeIcon = 12;
constexpr int rightMargin = 20;

} // namespace

RowView::RowView(const Appearance& appearance, SpineRow row)
    : m_appearance(appearance)
    , m_row(std::move(row))
{
}

int RowView::layout(int width)
{
    m_width = width;
    m_textWidth = std::clamp(width - textX - timeWidth - rightMargin, 80, measureMax);
    m_height = place(m_textWidth) + gapBelow;
    return m_height;
}

void RowView::appendText(const QString& text)
{
    m_row.text += text;
    if (!m_texts.empty()) {
        m_texts.front().flow.append(text);
    }
    layout(m_width);
}

TextFlow::Selection RowView::selectionOf(const RowPaint& paint, int part) const
{
    const SpinePosition start{paint.row, part, 0};
    const SpinePosition end{
        paint.row, part, m_texts[static_cast<std::size_t>(part)].flow.text().size()};
    const SpinePosition first = std::max(paint.selectionFirst, start);
    const SpinePosition last = std::min(paint.selectionLast, end);
    if (last <= first) {
        return {};
    }
    return {first.character, last.character};
}

void RowView::drawTexts(QPainter& painter, const RowPaint& paint, const QColor& ink) const
{
    for (std::size_t i = 0; i < m_texts.size(); ++i) {
        const PlacedText& placed = m_texts[i];
        if (placed.shown) {
            placed.flow.draw(painter, placed.at, ink, selectionOf(paint, static_cast<int>(i)),
                m_appearance.color(Token::Selected), paint.clipTop, paint.clipBottom);
        }
    }
}

void RowView::drawNode(QPainter& painter, int y, const QString& icon, const QColor& fill,
    const QColor& edge, const QColor& ink) const
{
    const QRectF circle(lineX - nodeSide / 2.0, y, nodeSide, nodeSide);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(edge.isValid() ? QPen(edge) : QPen(Qt::NoPen));
    painter.setBrush(fill);
    painter.drawEllipse(circle.adjusted(0.5, 0.5, -0.5, -0.5));
    m_appearance.drawIcon(painter, icon, circle, nodeIcon, ink);
}

void RowView::drawTime(QPainter& painter, int y) const
{
    const QString time = timeText(m_row.atUs, QDateTime::currentDateTime());
    painter.setFont(m_appearance.font(FontRole::SmallFigure));
    painter.setPen(m_appearance.color(Token::Text3));
    const int height = m_appearance.lineHeight(FontRole::Interface);
    painter.drawText(QRect(m_width - rightMargin - timeWidth - 20, y, timeWidth + 20, height),
        Qt::AlignRight | Qt::AlignVCenter, time);
}

QString RowView::dump() const
{
    QString text = QStringLiteral("%1 h=%2\n")
                       .arg(spokenText().section(QLatin1Char('\n'), 0, 0))
                       .arg(m_height);
    for (const PlacedText& placed : m_texts) {
        if (!placed.shown) {
            continue;
        }
        for (const QString& line : placed.flow.lines()) {
            text +=
                QStringLiteral("  %1,%2 |%3|\n").arg(placed.at.x()).arg(placed.at.y()).arg(line);
        }
    }
    return text;
}

std::unique_ptr<RowView> makeRowView(const Appearance& appearance, const SpineRow& row)
{
    switch (row.kind) {
    case SpineRow::Kind::Message:
        return std::make_unique<MessageRowView>(appearance, row);
    case SpineRow::Kind::Tool:
        return std::make_unique<ToolRowView>(appearance, row);
    case SpineRow::Kind::Usage:
    case SpineRow::Kind::Notice:
        break;
    }
    return std::make_unique<NoteRowView>(appearance, row);
}

} // namespace ui
