// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/strip.h"

#include "ui/text/error_text.h"
#include "ui/theme/appearance.h"
#include "ui/widgets/action_button.h"
#include "ui/widgets/labels.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>

namespace ui {

namespace {

constexpr int edgeWidth = 3;
constexpr int iconSize = 16;

} // namespace

Strip::Strip(const Appearance& appearance, QWidget* parent)
    : QWidget(parent)
    , m_appearance(appearance)
    , m_heading(makeLabel(appearance, FontRole::Heading))
    , m_message(makeWrappedLabel(appearance, FontRole::Interface))
    , m_details(makeWrappedLabel(appearance, FontRole::SmallFigure, {}, Tone::Third))
    , m_buttons(new QHBoxLayout)
{
    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(m_heading);
    words->addWidget(m_message);
    words->addWidget(m_details);
    words->addLayout(m_buttons);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(36, 8, 12, 8);
    row->addLayout(words, 1);
    m_buttons->setSpacing(4);
    m_buttons->setContentsMargins(0, 4, 0, 0);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    hide();
}

void Strip::present(Mood mood, const QString& heading, const QString& message)
{
    m_mood = mood;
    clearButtons();
    m_heading->setText(heading);
    m_heading->setVisible(!heading.isEmpty());
    m_message->setText(message);
    m_message->setVisible(!message.isEmpty());
    m_details->hide();
    setAccessibleName(text());
    show();
    update();
}

void Strip::showError(const core::Error& error)
{
    const ErrorText words = errorText(error);
    showError(words.heading, words.sentence(), words.details);
}

void Strip::showError(const QString& heading, const QString& message, const QString& details)
{
    present(Mood::Error, heading, message);
    m_details->setText(details);
    if (!details.isEmpty()) {
        addButton(static_cast<int>(ActionButton::Kind::Quiet), tr("Details"),
            [this] { m_details->setVisible(!m_details->isVisible()); });
        addButton(static_cast<int>(ActionButton::Kind::Quiet), tr("Copy"), [this] {
            QGuiApplication::clipboard()->setText(text() + QLatin1Char('\n') + m_details->text());
        });
    }
    addButton(static_cast<int>(ActionButton::Kind::Quiet), tr("Close"), [this] { dismiss(); });
    m_buttons->addStretch(1);
}

void Strip::ask(const QString& question, const QString& verb, std::function<void()> then)
{
    present(Mood::Question, {}, question);
    addButton(static_cast<int>(ActionButton::Kind::Danger), verb, [this, then = std::move(then)] {
        dismiss();
        then();
    });
    ActionButton* keep =
        addButton(static_cast<int>(ActionButton::Kind::Plain), tr("Keep"), [this] { dismiss(); });
    m_buttons->addStretch(1);
    // Enter alone must never erase.
    keep->setFocus(Qt::OtherFocusReason);
}

void Strip::offer(const QString& verb, std::function<void()> then)
{
    ActionButton* button =
        addButton(static_cast<int>(ActionButton::Kind::Plain), verb, std::move(then));
    m_buttons->removeWidget(button);
    m_buttons->insertWidget(0, button);
}

void Strip::dismiss()
{
    hide();
}

QString Strip::text() const
{
    return m_heading->text().isEmpty()
        ? m_message->text()
        : m_heading->text() + QStringLiteral(". ") + m_message->text();
}

void Strip::clearButtons()
{
    while (QLayoutItem* item = m_buttons->takeAt(0)) {
        if (item->widget() != nullptr) {
            item->widget()->hide();
            item->widget()->deleteLater();
        }
        delete item;
    }
}

ActionButton* Strip::addButton(int kind, const QString& text, std::function<void()> then)
{
    auto* button = new ActionButton(m_appearance, static_cast<ActionButton::Kind>(kind), text);
    connect(button, &QAbstractButton::clicked, this, std::move(then));
    m_buttons->addWidget(button);
    return button;
}

void Strip::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const bool asks = m_mood == Mood::Question;
    const QColor ink =
        asks ? m_appearance.color(Token::Text2) : m_appearance.theme().state(RunState::Failed).ink;
    painter.fillRect(rect(),
        asks ? m_appearance.color(Token::Hover)
             : m_appearance.theme().state(RunState::Failed).tint);
    painter.fillRect(QRect(0, 0, edgeWidth, height()), ink);
    m_appearance.drawIcon(painter, asks ? QStringLiteral("info") : QStringLiteral("failed"),
        QRectF(12, 9, iconSize, iconSize), iconSize, ink);
}

} // namespace ui
