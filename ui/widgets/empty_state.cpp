// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/empty_state.h"

#include "ui/theme/appearance.h"
#include "ui/widgets/action_button.h"
#include "ui/widgets/labels.h"

#include <QLabel>
#include <QVBoxLayout>

namespace ui {

namespace {

constexpr int measureMax = 420;

} // namespace

EmptyState::EmptyState(
    const Appearance& appearance, const QString& fact, const QString& verb, QWidget* parent)
    : QWidget(parent)
    , m_fact(makeWrappedLabel(appearance, FontRole::Reading, fact, Tone::Second))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 20, 20, 20);
    column->setSpacing(12);
    column->addWidget(m_fact);
    if (!verb.isEmpty()) {
        auto* button = new ActionButton(appearance, ActionButton::Kind::Plain, verb);
        connect(button, &QAbstractButton::clicked, this, &EmptyState::verbChosen);
        column->addWidget(button, 0, Qt::AlignLeft);
    }
    column->addStretch(1);
    fit();
}

void EmptyState::setFact(const QString& fact)
{
    m_fact->setText(fact);
    fit();
}

// A wrapped label gives way to others in a layout that scrolls; its size is therefore said.
void EmptyState::fit()
{
    const QMargins margins = layout()->contentsMargins();
    const int measure = qMax(80, qMin(measureMax, width() - margins.left() - margins.right()));
    m_fact->setFixedSize(measure, qMax(0, m_fact->heightForWidth(measure)));
}

void EmptyState::resizeEvent(QResizeEvent*)
{
    fit();
}

} // namespace ui
