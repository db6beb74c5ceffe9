// SPDX-License-Identifier: Apache-2.0
#include "ui/session/spine_view.h"

#include "ui/theme/appearance.h"
#include "ui/widgets/icon_button.h"

#include <QPaintEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>
#include <unordered_map>

namespace ui {

namespace {

constexpr int topMargin = 18;
constexpr int bottomMargin = 12;
constexpr int endTolerance = 24;
constexpr int wheelStep = 40;

std::size_t keyOf(const SpineRow& row)
{
    return qHash(row.id) ^ (static_cast<std::size_t>(row.kind) + 1);
}

} // namespace

SpineView::SpineView(const Appearance& appearance, QWidget* parent)
    : QAbstractScrollArea(parent)
    , m_appearance(appearance)
    , m_tops{topMargin}
    , m_forkButton(
          new IconButton(appearance, QStringLiteral("fork"), tr("Fork from here (F)"), viewport()))
{
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Conversation"));
    viewport()->setCursor(Qt::IBeamCursor);
    viewport()->setMouseTracking(true);
    verticalScrollBar()->setSingleStep(wheelStep);
    m_forkButton->hide();
    m_forkButton->setFocusPolicy(Qt::NoFocus);
    m_forkButton->setCursor(Qt::ArrowCursor);
    connect(m_forkButton, &QAbstractButton::clicked, this,
        [this] { Q_EMIT forkRequested(focusedItem()); });
    connect(&appearance, &Appearance::changed, this, [this] { refresh(); });
}

SpineView::~SpineView() = default;

const RowView& SpineView::rowView(int row) const
{
    return *m_views[static_cast<std::size_t>(row)];
}

void SpineView::setRows(const QList<SpineRow>& rows)
{
    const bool followEnd = isAtEnd();
    const int oldEnd = m_tops.back();
    const int oldScroll = verticalScrollBar()->value();
    const bool grewAtTop = !m_views.empty() && !rows.isEmpty()
        && rows.last().id == m_views.back()->row().id && rows.size() > rowCount();
    const QString focused = m_focused >= 0 ? rowView(m_focused).row().id : QString();

    std::unordered_map<std::size_t, std::unique_ptr<RowView>> known;
    for (auto& view : m_views) {
        const std::size_t key = keyOf(view->row());
        known.insert_or_assign(key, std::move(view));
    }
    m_views.clear();
    m_focused = -1;
    for (const SpineRow& row : rows) {
        const auto found = known.find(keyOf(row));
        if (found != known.end() && found->second && found->second->row() == row) {
            m_views.push_back(std::move(found->second));
        } else {
            m_views.push_back(makeRowView(m_appearance, row));
            if (found != known.end() && found->second) {
                m_views.back()->takeState(*found->second);
            }
            m_views.back()->layout(viewport()->width());
        }
        if (row.id == focused) {
            m_focused = rowCount() - 1;
        }
    }
    m_anchor = m_cursor = {};
    place(0);
    updateRange();
    if (grewAtTop) {
        verticalScrollBar()->setValue(oldScroll + m_tops.back() - oldEnd);
    } else if (followEnd) {
        scrollToEnd();
    }
    placeForkButton();
    refresh();
}

void SpineView::appendToLast(const QString& text)
{
    if (m_views.empty()) {
        return;
    }
    const bool followEnd = isAtEnd();
    m_views.back()->appendText(text);
    place(rowCount() - 1);
    updateRange();
    if (followEnd) {
        scrollToEnd();
    }
    refresh();
}

void SpineView::setTail(QWidget* tail)
{
    m_tail = tail;
    tail->setParent(viewport());
    tail->setCursor(Qt::ArrowCursor);
    updateTail();
}

void SpineView::updateTail()
{
    const bool followEnd = isAtEnd();
    updateRange();
    if (followEnd) {
        scrollToEnd();
    }
    placeTail();
}

void SpineView::showEnd()
{
    scrollToEnd();
}

void SpineView::relayout()
{
    for (auto& view : m_views) {
        view->layout(viewport()->width());
    }
    place(0);
}

void SpineView::place(int firstRow)
{
    m_tops.resize(m_views.size() + 1);
    m_tops[0] = topMargin;
    for (std::size_t i = static_cast<std::size_t>(firstRow); i < m_views.size(); ++i) {
        m_tops[i + 1] = m_tops[i] + m_views[i]->height();
    }
}

void SpineView::updateRange()
{
    int height = m_tops.back() + bottomMargin;
    if (m_tail != nullptr && !m_tail->isHidden()) {
        const int width = std::clamp(viewport()->width() - RowView::textX - RowView::timeWidth - 20,
            80, RowView::measureMax);
        const int tailHeight = m_tail->hasHeightForWidth() ? m_tail->heightForWidth(width)
                                                           : m_tail->sizeHint().height();
        m_tail->resize(width, tailHeight);
        height += tailHeight + bottomMargin;
    }
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setRange(0, std::max(0, height - viewport()->height()));
    placeTail();
}

void SpineView::placeTail()
{
    if (m_tail != nullptr) {
        m_tail->move(RowView::textX, m_tops.back() - verticalScrollBar()->value());
    }
}

void SpineView::placeForkButton()
{
    const bool shown = m_focused >= 0 && !focusedItem().isEmpty();
    m_forkButton->setVisible(shown);
    if (shown) {
        const QRect rect = rowRect(m_focused);
        m_forkButton->move(viewport()->width() - m_forkButton->width() - 16, rect.top() + 26);
    }
}

bool SpineView::isAtEnd() const
{
    return verticalScrollBar()->value() >= verticalScrollBar()->maximum() - endTolerance;
}

void SpineView::scrollToEnd()
{
    verticalScrollBar()->setValue(verticalScrollBar()->maximum());
}

int SpineView::rowAt(int contentY) const
{
    const auto after = std::upper_bound(m_tops.begin(), m_tops.end(), contentY);
    const int row = static_cast<int>(after - m_tops.begin()) - 1;
    return std::clamp(row, 0, std::max(0, rowCount() - 1));
}

QRect SpineView::rowRect(int row) const
{
    const auto at = static_cast<std::size_t>(row);
    return {0, m_tops[at] - verticalScrollBar()->value(), viewport()->width(),
        m_tops[at + 1] - m_tops[at]};
}

QString SpineView::focusedItem() const
{
    if (m_focused < 0 || m_focused >= rowCount()) {
        return {};
    }
    const SpineRow& row = rowView(m_focused).row();
    return row.live ? QString() : row.item;
}

void SpineView::resizeEvent(QResizeEvent*)
{
    const bool followEnd = isAtEnd();
    relayout();
    updateRange();
    if (followEnd) {
        scrollToEnd();
    }
    placeForkButton();
}

void SpineView::scrollContentsBy(int, int)
{
    placeTail();
    placeForkButton();
    refresh();
    if (verticalScrollBar()->value() < viewport()->height() && rowCount() > 0) {
        Q_EMIT topReached();
    }
}

void SpineView::paintEvent(QPaintEvent* event)
{
    QPainter painter(viewport());
    painter.fillRect(event->rect(), m_appearance.color(Token::Surface));
    if (m_views.empty()) {
        return;
    }
    const int scroll = verticalScrollBar()->value();
    const bool hasTail = m_tail != nullptr && !m_tail->isHidden();
    const int lineEnd = (hasTail ? m_tops.back() + 10 : m_tops[m_tops.size() - 2] + 8) - scroll;
    painter.fillRect(QRect(RowView::lineX - 1, topMargin + 8 - scroll, 2,
                         std::max(0, lineEnd - (topMargin + 8 - scroll))),
        m_appearance.color(Token::Line));
    const int first = rowAt(event->rect().top() + scroll);
    for (int row = first; row < rowCount(); ++row) {
        if (rowRect(row).top() > event->rect().bottom()) {
            break;
        }
        paintRow(painter, row, event->rect());
    }
}

void SpineView::paintRow(QPainter& painter, int row, const QRect& clip) const
{
    const QRect rect = rowRect(row);
    RowPaint paint;
    paint.row = row;
    paint.focused = row == m_focused;
    paint.viewFocused = hasFocus();
    paint.selectionFirst = std::min(m_anchor, m_cursor);
    paint.selectionLast = std::max(m_anchor, m_cursor);
    paint.clipTop = clip.top() - rect.top();
    paint.clipBottom = clip.bottom() - rect.top();
    painter.save();
    painter.translate(0, rect.top());
    rowView(row).paint(painter, paint);
    if (paint.focused && paint.viewFocused) {
        painter.setPen(QPen(m_appearance.color(Token::Focus), 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(
            QRectF(12, -5, rect.width() - 20, rect.height() - RowView::gapBelow + 10), 5, 5);
    }
    painter.restore();
}

QString SpineView::dump() const
{
    QString text;
    for (int row = 0; row < rowCount(); ++row) {
        text += QStringLiteral("%1: ").arg(m_tops[static_cast<std::size_t>(row)]);
        text += rowView(row).dump();
    }
    return text;
}

} // namespace ui
