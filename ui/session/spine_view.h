// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/session/row_view.h"

#include <QAbstractScrollArea>
#include <QList>

#include <memory>
#include <vector>

namespace ui {

class Appearance;
class IconButton;

/// The session as rows on one vertical line. Keeps a layout per row, paints only what is visible,
/// selects and copies across rows, moves between items with the arrow keys. A widget may stand at
/// the end of the line for what needs a person now.
class SpineView final : public QAbstractScrollArea {
    Q_OBJECT
public:
    explicit SpineView(const Appearance& appearance, QWidget* parent = nullptr);
    ~SpineView() override;

    /// Shows these rows; layouts of unchanged rows are kept, and the end stays in view if it was.
    void setRows(const QList<SpineRow>& rows);
    void appendToLast(const QString& text);
    /// Owned by the view; shown while it is not hidden.
    void setTail(QWidget* tail);
    void updateTail();
    /// Brings the end into view, where something now waits for a person.
    void showEnd();

    [[nodiscard]] QString selectedText() const;
    /// The item that keys act on; empty when none can be forked from.
    [[nodiscard]] QString focusedItem() const;
    void focusRow(int row);
    void focusItem(const QString& item);
    [[nodiscard]] int focusedRow() const { return m_focused; }
    [[nodiscard]] int rowCount() const { return static_cast<int>(m_views.size()); }
    [[nodiscard]] const RowView& rowView(int row) const;
    [[nodiscard]] QRect rowRect(int row) const; ///< in the viewport
    /// Every row's place and lines, for tests.
    [[nodiscard]] QString dump() const;

Q_SIGNALS:
    void topReached(); ///< earlier rows are wanted
    void forkRequested(const QString& item);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    void relayout();
    void place(int firstRow);
    void updateRange();
    void placeTail();
    void placeForkButton();
    [[nodiscard]] int rowAt(int contentY) const;
    [[nodiscard]] SpinePosition positionAt(const QPoint& viewportPoint) const;
    [[nodiscard]] bool isAtEnd() const;
    void scrollToEnd();
    void toggleRow(int row);
    void copy() const;
    void paintRow(QPainter& painter, int row, const QRect& clip) const;
    void refresh() { viewport()->update(); }

    const Appearance& m_appearance;
    std::vector<std::unique_ptr<RowView>> m_views;
    std::vector<int> m_tops; ///< of each row, and one more: the end
    QWidget* m_tail = nullptr;
    IconButton* m_forkButton;
    int m_focused = -1;
    SpinePosition m_anchor;
    SpinePosition m_cursor;
    bool m_selecting = false;
};

} // namespace ui
