// SPDX-License-Identifier: Apache-2.0
#include "ui/session/message_row_view.h"

#include "ui/text/format.h"
#include "ui/theme/appearance.h"

#include <QCoreApplication>
#include <QPainter>

namespace ui {

namespace {

constexpr int headHeight = 20;

QString tr(const char* text)
{
    return QCoreApplication::translate("Conversation", text);
}

} // namespace

MessageRowView::MessageRowView(const Appearance& appearance, SpineRow row)
    : RowView(appearance, std::move(row))
{
    TextFlow flow(appearance.font(FontRole::Reading), appearance.lineHeight(FontRole::Reading));
    flow.setText(m_row.text);
    m_texts.push_back(PlacedText{std::move(flow), QPoint(textX, headHeight), true});
}

int MessageRowView::place(int textWidth)
{
    m_texts.front().flow.setWidth(textWidth);
    return headHeight + m_texts.front().flow.height();
}

QString MessageRowView::stateText() const
{
    const qsizetype hidden = m_row.text.size() - TextFlow::shownCharactersMax;
    if (hidden > 0) {
        return tr("long text: %1 more characters, copying takes all").arg(groupedNumber(hidden));
    }
    if (m_row.status == QLatin1String("queued")) {
        return tr("waits until this turn ends");
    }
    if (m_row.status == QLatin1String("cancelled")) {
        return tr("stopped");
    }
    return m_row.status == QLatin1String("failed") ? tr("failed") : QString();
}

void MessageRowView::paint(QPainter& painter, const RowPaint& paint) const
{
    const Theme& theme = m_appearance.theme();
    if (m_row.fromUser) {
        drawNode(painter, -1, QStringLiteral("user"), theme.color(Token::Text), {},
            theme.color(Token::Surface));
    } else {
        drawNode(painter, -1, QStringLiteral("agents"), theme.color(Token::Accent), {},
            theme.color(Token::OnAccent));
    }
    const QFont nameFont = m_appearance.font(FontRole::Heading);
    painter.setFont(nameFont);
    painter.setPen(theme.color(Token::Text));
    const int lineHeight = m_appearance.lineHeight(FontRole::Interface);
    const QString name = QFontMetrics(nameFont).elidedText(m_row.name, Qt::ElideRight, m_textWidth);
    painter.drawText(QRect(textX, 0, m_textWidth, lineHeight), Qt::AlignVCenter, name);
    const QString state = stateText();
    if (!state.isEmpty()) {
        const int x = textX + QFontMetrics(nameFont).horizontalAdvance(name) + 10;
        painter.setFont(m_appearance.font(FontRole::Second));
        painter.setPen(theme.color(Token::Text3));
        painter.drawText(QRect(x, 0, m_textWidth, lineHeight), Qt::AlignVCenter, state);
    }
    drawTime(painter, 0);
    drawTexts(painter, paint, theme.color(Token::Text));
}

QString MessageRowView::spokenText() const
{
    return m_row.name + QLatin1Char('\n') + m_row.text;
}

} // namespace ui
