// SPDX-License-Identifier: Apache-2.0
// The mouse and the keyboard of the spine: selecting across rows, moving between items, copying.
#include "ui/session/spine_view.h"

#include "ui/theme/appearance.h"
#include "ui/widgets/icon_button.h"

#include <QAccessible>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMenu>
#include <QScrollBar>

#include <algorithm>

namespace ui {

namespace {

constexpr int spokenCharactersMax = 2000;

} // namespace

SpinePosition SpineView::positionAt(const QPoint& viewportPoint) const
{
    if (m_views.empty()) {
        return {};
    }
    const int row = rowAt(viewportPoint.y() + verticalScrollBar()->value());
    const RowView& view = rowView(row);
    const QPoint point = viewportPoint - rowRect(row).topLeft();
    SpinePosition best{row, 0, 0};
    const auto& texts = view.texts();
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (texts[i].shown && point.y() >= texts[i].at.y()) {
            best.part = static_cast<int>(i);
            best.character = texts[i].flow.positionAt(point - texts[i].at);
        }
    }
    return best;
}

void SpineView::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || m_views.empty()) {
        return;
    }
    const int contentY = event->pos().y() + verticalScrollBar()->value();
    const int row = rowAt(contentY);
    focusRow(row);
    const QPoint inRow = event->pos() - rowRect(row).topLeft();
    if (rowView(row).foldArea().contains(inRow)) {
        toggleRow(row);
        return;
    }
    m_cursor = positionAt(event->pos());
    if (!(event->modifiers() & Qt::ShiftModifier)) {
        m_anchor = m_cursor;
    }
    m_selecting = true;
    refresh();
}

void SpineView::mouseMoveEvent(QMouseEvent* event)
{
    if (!m_selecting) {
        return;
    }
    m_cursor = positionAt(event->pos());
    const int y = event->pos().y();
    if (y < 0 || y > viewport()->height()) {
        verticalScrollBar()->setValue(
            verticalScrollBar()->value() + (y < 0 ? y : y - viewport()->height()));
    }
    refresh();
}

void SpineView::mouseReleaseEvent(QMouseEvent*)
{
    m_selecting = false;
}

void SpineView::mouseDoubleClickEvent(QMouseEvent* event)
{
    const SpinePosition at = positionAt(event->pos());
    if (m_views.empty()) {
        return;
    }
    const auto& text = rowView(at.row).texts()[static_cast<std::size_t>(at.part)];
    const auto [first, last] = text.flow.wordAt(at.character);
    m_anchor = {at.row, at.part, first};
    m_cursor = {at.row, at.part, last};
    refresh();
}

QString SpineView::selectedText() const
{
    const SpinePosition first = std::min(m_anchor, m_cursor);
    const SpinePosition last = std::max(m_anchor, m_cursor);
    if (first == last) {
        return {};
    }
    QStringList pieces;
    for (int row = first.row; row <= std::min(last.row, rowCount() - 1); ++row) {
        const auto& texts = rowView(row).texts();
        for (std::size_t i = 0; i < texts.size(); ++i) {
            const int part = static_cast<int>(i);
            const QString& text = texts[i].flow.text();
            const SpinePosition start = std::max(first, SpinePosition{row, part, 0});
            const SpinePosition end = std::min(last, SpinePosition{row, part, text.size()});
            if (texts[i].shown && start < end) {
                pieces << text.mid(start.character, end.character - start.character);
            }
        }
    }
    return pieces.join(QStringLiteral("\n\n"));
}

void SpineView::copy() const
{
    QString text = selectedText();
    if (text.isEmpty() && m_focused >= 0) {
        const RowView& view = rowView(m_focused);
        text = view.row().kind == SpineRow::Kind::Tool ? view.spokenText() : view.row().text;
    }
    if (!text.isEmpty()) {
        QGuiApplication::clipboard()->setText(text);
    }
}

void SpineView::toggleRow(int row)
{
    m_views[static_cast<std::size_t>(row)]->toggleFold();
    place(row);
    updateRange();
    placeForkButton();
    refresh();
}

void SpineView::focusItem(const QString& item)
{
    for (int row = 0; row < rowCount(); ++row) {
        if (rowView(row).row().id == item || rowView(row).row().item == item) {
            focusRow(row);
            return;
        }
    }
}

void SpineView::focusRow(int row)
{
    if (m_views.empty()) {
        return;
    }
    m_focused = std::clamp(row, 0, rowCount() - 1);
    const QRect rect = rowRect(m_focused);
    QScrollBar* bar = verticalScrollBar();
    if (rect.top() < 0 || rect.height() > viewport()->height()) {
        bar->setValue(bar->value() + rect.top() - 8);
    } else if (rect.bottom() > viewport()->height()) {
        bar->setValue(bar->value() + rect.bottom() - viewport()->height());
    }
    placeForkButton();
    setAccessibleDescription(rowView(m_focused).spokenText().left(spokenCharactersMax));
    QAccessibleEvent event(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&event);
    refresh();
}

void SpineView::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Copy)) {
        copy();
        return;
    }
    if (event->matches(QKeySequence::SelectAll) && !m_views.empty()) {
        const auto& texts = m_views.back()->texts();
        m_anchor = {};
        m_cursor = {
            rowCount() - 1, static_cast<int>(texts.size()) - 1, texts.back().flow.text().size()};
        refresh();
        return;
    }
    switch (event->key()) {
    case Qt::Key_Down:
        focusRow(m_focused + 1);
        break;
    case Qt::Key_Up:
        focusRow(m_focused < 0 ? rowCount() - 1 : m_focused - 1);
        break;
    case Qt::Key_Home:
        focusRow(0);
        break;
    case Qt::Key_End:
        focusRow(rowCount() - 1);
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        if (m_focused >= 0 && !rowView(m_focused).foldArea().isEmpty()) {
            toggleRow(m_focused);
        }
        break;
    case Qt::Key_F:
        if (event->modifiers() == Qt::NoModifier && !focusedItem().isEmpty()) {
            Q_EMIT forkRequested(focusedItem());
        }
        break;
    case Qt::Key_Escape:
        if (m_anchor != m_cursor) {
            m_anchor = m_cursor;
        } else {
            m_focused = -1;
            placeForkButton();
            event->ignore();
        }
        refresh();
        break;
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

void SpineView::contextMenuEvent(QContextMenuEvent* event)
{
    if (m_views.empty()) {
        return;
    }
    if (m_focused < 0) {
        focusRow(rowAt(event->pos().y() + verticalScrollBar()->value()));
    }
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Copy"), this, [this] { copy(); });
    if (!focusedItem().isEmpty()) {
        menu->addAction(
            tr("Fork from here"), this, [this] { Q_EMIT forkRequested(focusedItem()); });
    }
    menu->popup(event->globalPos());
}

void SpineView::focusInEvent(QFocusEvent* event)
{
    if (m_focused < 0 && event->reason() != Qt::MouseFocusReason && rowCount() > 0) {
        focusRow(rowCount() - 1);
    }
    refresh();
}

void SpineView::focusOutEvent(QFocusEvent*)
{
    refresh();
}

} // namespace ui
