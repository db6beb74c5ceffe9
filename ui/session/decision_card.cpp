// SPDX-License-Identifier: Apache-2.0
#include "ui/session/decision_card.h"

#include "ui/text/format.h"
#include "ui/theme/appearance.h"
#include "ui/widgets/action_button.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/labels.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>

namespace ui {

namespace {

constexpr int cornerRadius = 5;
constexpr int edgeWidth = 3;
constexpr int argumentCharacters = 600;

} // namespace

DecisionCard::DecisionCard(const Appearance& appearance, QWidget* parent)
    : QWidget(parent)
    , m_appearance(appearance)
    , m_chip(new ChipLabel(appearance))
    , m_question(makeWrappedLabel(appearance, FontRole::Heading))
    , m_explanation(makeWrappedLabel(appearance, FontRole::Second, {}, Tone::Second))
    , m_arguments(makeWrappedLabel(appearance, FontRole::Figure))
    , m_retry(new ActionButton(appearance, ActionButton::Kind::Plain, tr("Run it again")))
    , m_skip(new ActionButton(appearance, ActionButton::Kind::Plain, tr("Skip it")))
{
    auto* head = new QHBoxLayout;
    head->addWidget(m_question, 1);
    head->addWidget(m_chip, 0, Qt::AlignTop);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(4);
    buttons->addWidget(m_retry);
    buttons->addWidget(m_skip);
    buttons->addStretch(1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(14 + edgeWidth, 10, 12, 8);
    column->setSpacing(6);
    column->addLayout(head);
    column->addWidget(m_explanation);
    column->addWidget(m_arguments);
    column->addLayout(buttons);
    connect(m_retry, &QAbstractButton::clicked, this,
        [this] { Q_EMIT decided(QStringLiteral("retry")); });
    connect(m_skip, &QAbstractButton::clicked, this,
        [this] { Q_EMIT decided(QStringLiteral("skip")); });
    hide();
}

void DecisionCard::setAction(const RequiredAction& action)
{
    m_chip->setState(RunState::InDoubt);
    m_question->setText(tr("Did %1 already happen?").arg(action.name));
    m_explanation->setText(tr("Holdfast was stopped between the start of this call and its result. "
                              "Running it again may do it twice; skipping tells the agent that its "
                              "outcome is unknown."));
    m_arguments->setText(action.arguments.size() > argumentCharacters
            ? action.arguments.left(argumentCharacters) + QChar(0x2026)
            : action.arguments);
    setAccessibleName(m_question->text());
    setBusy(false);
}

void DecisionCard::setBusy(bool busy)
{
    const QString reason = busy ? tr("The decision is being stored") : QString();
    m_retry->setBlocked(reason);
    m_skip->setBlocked(reason);
}

void DecisionCard::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const StateColors& doubt = m_appearance.theme().state(RunState::InDoubt);
    painter.setPen(doubt.edge);
    painter.setBrush(m_appearance.color(Token::Raised));
    painter.drawRoundedRect(
        QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), cornerRadius, cornerRadius);
    painter.fillRect(QRectF(0.5, 2, edgeWidth, height() - 4), doubt.tint);
}

} // namespace ui
