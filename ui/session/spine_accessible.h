// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAccessibleWidget>
#include <QHash>

namespace ui {

class SpineView;

/// The spine for a screen reader: a list whose children are the rows, each with all its text.
class SpineAccessible final : public QAccessibleWidget {
public:
    explicit SpineAccessible(SpineView* view);
    ~SpineAccessible() override;

    [[nodiscard]] int childCount() const override;
    [[nodiscard]] QAccessibleInterface* child(int index) const override;
    [[nodiscard]] int indexOfChild(const QAccessibleInterface* child) const override;
    [[nodiscard]] QAccessibleInterface* childAt(int x, int y) const override;
    [[nodiscard]] QAccessibleInterface* focusChild() const override;

    [[nodiscard]] SpineView* view() const;

private:
    mutable QHash<int, QAccessible::Id> m_children; ///< by row, made when asked for
};

/// Makes the accessible of a SpineView; null for any other class. For QAccessible::installFactory.
QAccessibleInterface* makeSpineAccessible(const QString& className, QObject* object);

} // namespace ui
