// SPDX-License-Identifier: Apache-2.0
#include "ui/agents/session_delegate.h"

#include "ui/agents/session_list_model.h"
#include "ui/theme/appearance.h"
#include "ui/widgets/chip.h"

#include <QPainter>

namespace ui {

namespace {

constexpr int rowHeight = 50;
constexpr int inset = 16;
constexpr int iconSize = 16;
constexpr int textX = 40;
constexpr int timeGap = 8;

RunState stateOf(const QString& status)
{
    if (status == QLatin1String("in_progress")) {
        return RunState::Running;
    }
    if (status == QLatin1String("requires_action")) {
        return RunState::Waiting;
    }
    return status == QLatin1String("failed") ? RunState::Failed : RunState::Done;
}

} // namespace

SessionDelegate::SessionDelegate(const Appearance& appearance, QObject* parent)
    : RowDelegate(appearance, rowHeight, parent)
{
}

void SessionDelegate::paintContent(
    QPainter& painter, const QRect& content, const QModelIndex& index) const
{
    const RunState state = stateOf(index.data(SessionListModel::StatusRole).toString());
    const StateColors& colors = m_appearance.theme().state(state);
    const QColor ink = colors.solid ? colors.edge : colors.ink;
    m_appearance.drawIcon(painter, stateIcon(state),
        QRectF(content.x() + inset, content.y() + 8, iconSize, iconSize), iconSize, ink);
    const QString time = index.data(SessionListModel::TimeRole).toString();
    const int timeWidth =
        QFontMetrics(m_appearance.font(FontRole::SmallFigure)).horizontalAdvance(time) + 1;
    const int right = content.right() - 12;
    drawLine(painter, QRect(right - timeWidth, content.y() + 7, timeWidth, 18), time,
        FontRole::SmallFigure, Token::Text3, Qt::AlignRight);
    const int left = content.x() + textX;
    drawLine(painter, QRect(left, content.y() + 7, right - timeWidth - timeGap - left, 18),
        index.data().toString(), FontRole::Name, Token::Text);
    drawLine(painter, QRect(left, content.y() + 26, right - left, 16),
        index.data(SessionListModel::SecondLineRole).toString(), FontRole::Second, Token::Text2);
}

} // namespace ui
