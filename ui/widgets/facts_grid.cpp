// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/facts_grid.h"

#include "ui/theme/appearance.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/labels.h"

#include <QGridLayout>
#include <QLabel>

namespace ui {

FactsGrid::FactsGrid(const Appearance& appearance, int nameWidth, QWidget* parent)
    : QWidget(parent)
    , m_appearance(appearance)
    , m_nameWidth(nameWidth)
    , m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(12);
    m_grid->setVerticalSpacing(5);
    m_grid->setColumnStretch(1, 1);
}

void FactsGrid::clear()
{
    while (QLayoutItem* item = m_grid->takeAt(0)) {
        if (item->widget() != nullptr) {
            item->widget()->hide();
            item->widget()->deleteLater();
        }
        delete item;
    }
    m_rows = 0;
}

void FactsGrid::addFact(const QString& name, const QString& value, FontRole role)
{
    QLabel* left = makeLabel(m_appearance, FontRole::Second, name, Tone::Third);
    left->setFixedWidth(m_nameWidth);
    m_grid->addWidget(left, m_rows, 0, Qt::AlignTop | Qt::AlignLeft);
    if (role == FontRole::Figure) {
        auto* right = new ElidedLabel(m_appearance, role);
        right->setElideMode(Qt::ElideMiddle);
        right->setText(value);
        m_grid->addWidget(right, m_rows, 1);
    } else {
        QLabel* right = makeWrappedLabel(m_appearance, role, value);
        m_grid->addWidget(right, m_rows, 1, Qt::AlignTop);
    }
    ++m_rows;
}

} // namespace ui
