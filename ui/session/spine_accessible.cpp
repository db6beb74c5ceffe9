// SPDX-License-Identifier: Apache-2.0
#include "ui/session/spine_accessible.h"

#include "ui/session/spine_view.h"

namespace ui {

namespace {

/// A row by its number. It names nothing once the spine has fewer rows.
class RowAccessible final : public QAccessibleInterface {
public:
    RowAccessible(const SpineAccessible* spine, int row)
        : m_spine(spine)
        , m_row(row)
    {
    }

    [[nodiscard]] int row() const { return m_row; }
    [[nodiscard]] bool isValid() const override
    {
        return m_spine->view() != nullptr && m_row < m_spine->view()->rowCount();
    }
    [[nodiscard]] QObject* object() const override { return nullptr; }
    [[nodiscard]] QAccessibleInterface* childAt(int, int) const override { return nullptr; }
    [[nodiscard]] QAccessibleInterface* parent() const override
    {
        return const_cast<SpineAccessible*>(m_spine);
    }
    [[nodiscard]] QAccessibleInterface* child(int) const override { return nullptr; }
    [[nodiscard]] int childCount() const override { return 0; }
    [[nodiscard]] int indexOfChild(const QAccessibleInterface*) const override { return -1; }
    void setText(QAccessible::Text, const QString&) override { }
    [[nodiscard]] QAccessible::Role role() const override { return QAccessible::ListItem; }

    [[nodiscard]] QString text(QAccessible::Text kind) const override
    {
        return isValid() && kind == QAccessible::Name ? m_spine->view()->rowView(m_row).spokenText()
                                                      : QString();
    }

    [[nodiscard]] QRect rect() const override
    {
        if (!isValid()) {
            return {};
        }
        const QRect row = m_spine->view()->rowRect(m_row);
        return {m_spine->view()->viewport()->mapToGlobal(row.topLeft()), row.size()};
    }

    [[nodiscard]] QAccessible::State state() const override
    {
        QAccessible::State state;
        state.focusable = true;
        state.readOnly = true;
        state.focused = isValid() && m_spine->view()->focusedRow() == m_row;
        return state;
    }

private:
    const SpineAccessible* m_spine;
    int m_row;
};

} // namespace

SpineAccessible::SpineAccessible(SpineView* view)
    : QAccessibleWidget(view, QAccessible::List)
{
}

SpineAccessible::~SpineAccessible()
{
    for (const QAccessible::Id id : m_children) {
        QAccessible::deleteAccessibleInterface(id);
    }
}

SpineView* SpineAccessible::view() const
{
    return static_cast<SpineView*>(widget());
}

int SpineAccessible::childCount() const
{
    return view() == nullptr ? 0 : view()->rowCount();
}

QAccessibleInterface* SpineAccessible::child(int index) const
{
    if (index < 0 || index >= childCount()) {
        return nullptr;
    }
    const auto known = m_children.constFind(index);
    if (known != m_children.constEnd()) {
        return QAccessible::accessibleInterface(*known);
    }
    auto* row = new RowAccessible(this, index);
    m_children.insert(index, QAccessible::registerAccessibleInterface(row));
    return row;
}

int SpineAccessible::indexOfChild(const QAccessibleInterface* child) const
{
    const auto* row = dynamic_cast<const RowAccessible*>(child);
    return row == nullptr ? -1 : row->row();
}

QAccessibleInterface* SpineAccessible::childAt(int x, int y) const
{
    for (int row = 0; row < childCount(); ++row) {
        QAccessibleInterface* found = child(row);
        if (found->rect().contains(x, y)) {
            return found;
        }
    }
    return nullptr;
}

QAccessibleInterface* SpineAccessible::focusChild() const
{
    return child(view() == nullptr ? -1 : view()->focusedRow());
}

QAccessibleInterface* makeSpineAccessible(const QString& className, QObject* object)
{
    if (className != QLatin1String("ui::SpineView")) {
        return nullptr;
    }
    return new SpineAccessible(static_cast<SpineView*>(object));
}

} // namespace ui
