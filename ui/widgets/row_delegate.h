// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QStyledItemDelegate>

namespace ui {

class Appearance;

/// Rows of lists: ground under the pointer and when chosen, the accent edge of a chosen row, the
/// focus ring inside. What stands in the row is painted by a subclass in `content`.
class RowDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    RowDelegate(const Appearance& appearance, int rowHeight, QObject* parent = nullptr);

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
        const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(
        const QStyleOptionViewItem& option, const QModelIndex& index) const override;

protected:
    virtual void paintContent(
        QPainter& painter, const QRect& content, const QModelIndex& index) const = 0;
    /// One line of text, cut at its end.
    void drawLine(QPainter& painter, const QRect& rect, const QString& text, FontRole role,
        Token token, Qt::Alignment alignment = Qt::AlignLeading) const;

    const Appearance& m_appearance;
    int m_rowHeight;
};

} // namespace ui
