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
    m_fact->setMaximumWidth(measureMax);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 24, 24, 24);
    column->setSpacing(12);
    column->addWidget(m_fact);
    if (!verb.isEmpty()) {
        auto* button = new ActionButton(appearance, ActionButton::Kind::Plain, verb);
        connect(button, &QAbstractButton::clicked, this, &EmptyState::verbChosen);
        column->addWidget(button, 0, Qt::AlignLeft);
    }
    column->addStretch(1);
}

void EmptyState::setFact(const QString& fact)
{
    m_fact->setText(fact);
}

} // namespace ui
