// SPDX-License-Identifier: Apache-2.0
#include "ui/session/tool_row_view.h"

#include "ui/text/format.h"
#include "ui/theme/appearance.h"
#include "ui/widgets/chip.h"

#include <QCoreApplication>
#include <QPainter>

namespace ui {

namespace {

constexpr int headHeight = 34;
constexpr int inset = 10;
constexpr int titleHeight = 24;
constexpr int sectionBottom = 9;
constexpr int chevronSize = 14;
constexpr int iconSize = 16;
constexpr int cornerRadius = 5;
constexpr int summaryCharacters = 160;

QString tr(const char* text)
{
    return QCoreApplication::translate("Conversation", text);
}

} // namespace

ToolRowView::ToolRowView(const Appearance& appearance, SpineRow row)
    : RowView(appearance, std::move(row))
{
    for (const QString& text : {m_row.text, m_row.output}) {
        TextFlow flow(appearance.font(FontRole::Figure), appearance.lineHeight(FontRole::Figure));
        flow.setText(text);
        m_texts.push_back(PlacedText{std::move(flow), QPoint(), false});
    }
    m_folded = state() != RunState::InDoubt;
}

RunState ToolRowView::state() const
{
    if (m_row.status == QLatin1String("in_doubt")) {
        return RunState::InDoubt;
    }
    if (m_row.status == QLatin1String("failed") || m_row.status == QLatin1String("cancelled")) {
        return RunState::Failed;
    }
    return m_row.hasOutput ? RunState::Done : RunState::Running;
}

QString ToolRowView::stateName() const
{
    return m_row.status == QLatin1String("cancelled") ? tr("Stopped") : QString();
}

int ToolRowView::place(int textWidth)
{
    int y = headHeight;
    for (PlacedText& placed : m_texts) {
        placed.shown = !m_folded && !placed.flow.text().isEmpty();
        if (placed.shown) {
            placed.flow.setWidth(textWidth - 2 * inset);
            placed.at = QPoint(textX + inset, y + titleHeight);
            y += titleHeight + placed.flow.height() + sectionBottom;
        }
    }
    return y;
}

QRect ToolRowView::foldArea() const
{
    return {textX, 0, m_textWidth, headHeight};
}

void ToolRowView::toggleFold()
{
    m_folded = !m_folded;
    m_toggled = true;
    layout(m_width);
}

void ToolRowView::takeState(const RowView& earlier)
{
    const auto* tool = dynamic_cast<const ToolRowView*>(&earlier);
    if (tool != nullptr && tool->m_toggled) {
        m_folded = tool->m_folded;
        m_toggled = true;
    }
}

void ToolRowView::paint(QPainter& painter, const RowPaint& paint) const
{
    const Theme& theme = m_appearance.theme();
    const bool solid = theme.state(state()).solid;
    drawNode(painter, 7, QStringLiteral("tool"),
        solid ? theme.state(state()).tint : theme.color(Token::Surface),
        solid ? QColor() : theme.color(Token::Control),
        solid ? theme.state(state()).text : theme.color(Token::Text2));
    const QRectF frame(textX, 0, m_textWidth, m_height - gapBelow);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(theme.color(solid ? Token::Control : Token::Line));
    painter.setBrush(theme.color(Token::Raised));
    painter.drawRoundedRect(frame.adjusted(0.5, 0.5, -0.5, -0.5), cornerRadius, cornerRadius);
    paintHead(painter);
    drawTime(painter, 8);
    paintSection(painter, Arguments, tr("Arguments"));
    paintSection(painter, Output, tr("Result"));
    drawTexts(painter, paint, theme.color(Token::Text));
}

void ToolRowView::paintHead(QPainter& painter) const
{
    const QColor second = m_appearance.color(Token::Text2);
    int x = textX + inset - 2;
    m_appearance.drawIcon(painter, m_folded ? QStringLiteral("cr") : QStringLiteral("cd"),
        QRectF(x, 0, chevronSize, headHeight), chevronSize, second);
    x += chevronSize + 6;
    const int right = paintHeadRight(painter, textX + m_textWidth - inset);
    const QFont nameFont = m_appearance.font(FontRole::Figure);
    painter.setFont(nameFont);
    painter.setPen(m_appearance.color(Token::Text));
    const QString name =
        QFontMetrics(nameFont).elidedText(m_row.name, Qt::ElideRight, qMax(0, right - x));
    painter.drawText(QRect(x, 0, qMax(0, right - x), headHeight), Qt::AlignVCenter, name);
    x += QFontMetrics(nameFont).horizontalAdvance(name) + 10;
    if (!m_folded || right - x < 40) {
        return;
    }
    const QFont font = m_appearance.font(FontRole::Second);
    QString summary = oneLine(m_row.text, summaryCharacters);
    if (m_row.hasOutput) {
        summary += QStringLiteral("  \u2192  ") + oneLine(m_row.output, summaryCharacters);
    }
    painter.setFont(font);
    painter.setPen(second);
    painter.drawText(QRect(x, 0, right - x, headHeight), Qt::AlignVCenter,
        QFontMetrics(font).elidedText(summary, Qt::ElideRight, right - x));
}

int ToolRowView::paintHeadRight(QPainter& painter, int right) const
{
    const Theme& theme = m_appearance.theme();
    const RunState shown = state();
    if (shown == RunState::Done) {
        m_appearance.drawIcon(painter, stateIcon(shown),
            QRectF(right - iconSize, 0, iconSize, headHeight), iconSize, theme.state(shown).ink);
        right -= iconSize + 8;
    } else {
        const ChipLook look = stateChip(theme, shown, stateName());
        const QSize size = chipSize(m_appearance, look);
        right -= size.width();
        paintChip(painter, m_appearance, look, QPoint(right, (headHeight - size.height()) / 2));
        right -= 8;
    }
    if (m_row.durationUs > 0) {
        const QFont font = m_appearance.font(FontRole::SmallFigure);
        const QString text = durationText(m_row.durationUs);
        const int width = QFontMetrics(font).horizontalAdvance(text);
        painter.setFont(font);
        painter.setPen(theme.color(Token::Text2));
        painter.drawText(QRect(right - width, 0, width + 1, headHeight), Qt::AlignVCenter, text);
        right -= width + 10;
    }
    if (m_row.integrity == QLatin1String("untrusted")) {
        const ChipLook look = trustChip(theme, m_row.integrity);
        const QSize size = chipSize(m_appearance, look);
        right -= size.width();
        paintChip(painter, m_appearance, look, QPoint(right, (headHeight - size.height()) / 2));
        right -= 8;
    }
    return right;
}

void ToolRowView::paintSection(QPainter& painter, Part part, const QString& title) const
{
    const PlacedText& placed = m_texts[static_cast<std::size_t>(part)];
    if (!placed.shown) {
        return;
    }
    const int top = placed.at.y() - titleHeight;
    painter.fillRect(QRect(textX + 1, top, m_textWidth - 2, 1), m_appearance.color(Token::Line));
    painter.setFont(m_appearance.font(FontRole::Label));
    painter.setPen(m_appearance.color(Token::Text3));
    painter.drawText(
        QRect(placed.at.x(), top + 2, m_textWidth, titleHeight - 2), Qt::AlignVCenter, title);
}

QString ToolRowView::spokenText() const
{
    return tr("Tool %1").arg(m_row.name) + QLatin1Char('\n') + m_row.text + QLatin1Char('\n')
        + m_row.output;
}

} // namespace ui
