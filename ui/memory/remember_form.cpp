// SPDX-License-Identifier: Apache-2.0
#include "ui/memory/remember_form.h"

#include "ui/bridge/wire_types.h"
#include "ui/memory/record_list_model.h"
#include "ui/theme/appearance.h"
#include "ui/widgets/action_button.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/strip.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>

namespace ui {

namespace {

constexpr int textHeight = 140;

} // namespace

RememberForm::RememberForm(const Context& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_text(new QPlainTextEdit)
    , m_kind(new ComboBox(context.appearance))
    , m_strip(new Strip(context.appearance))
    , m_save(new ActionButton(context.appearance, ActionButton::Kind::Primary, tr("Remember")))
{
    m_text->setFont(context.appearance.font(FontRole::Reading));
    m_text->setFixedHeight(textHeight);
    m_text->setTabChangesFocus(true);
    m_text->setAccessibleName(tr("What to remember"));
    m_text->setPlaceholderText(tr("One fact, in a sentence"));
    m_kind->setAccessibleName(tr("Kind"));
    for (const char* kind : {"semantic", "episodic", "procedural", "preference"}) {
        m_kind->addItem(recordKindText(QLatin1String(kind)), QLatin1String(kind));
    }
    auto* cancel = new ActionButton(context.appearance, ActionButton::Kind::Plain, tr("Cancel"));
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(4);
    buttons->addWidget(m_save);
    buttons->addWidget(cancel);
    buttons->addStretch(1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 16, 20, 16);
    column->setSpacing(8);
    column->addWidget(makeLabel(context.appearance, FontRole::DetailTitle, tr("Remember")));
    column->addWidget(makeWrappedLabel(context.appearance, FontRole::Second,
        tr("Its source will be: told by you."), Tone::Second));
    column->addWidget(m_text);
    column->addWidget(m_kind);
    column->addWidget(m_strip);
    column->addLayout(buttons);
    column->addStretch(1);
    connect(m_text, &QPlainTextEdit::textChanged, this, &RememberForm::showState);
    connect(m_save, &QAbstractButton::clicked, this, &RememberForm::save);
    connect(cancel, &QAbstractButton::clicked, this, &RememberForm::cancelled);
}

void RememberForm::start(const QString& agent)
{
    m_agent = agent;
    m_strip->dismiss();
    m_text->clear();
    showState();
    m_text->setFocus();
}

void RememberForm::showState()
{
    const bool empty = m_text->toPlainText().trimmed().isEmpty();
    m_save->setBlocked(empty ? tr("Write what to remember") : QString());
}

void RememberForm::save()
{
    m_save->setBlocked(tr("Being stored"));
    m_context.bridge.call(m_saving, QStringLiteral("memory.add"),
        {{QStringLiteral("agent"), m_agent},
            {QStringLiteral("text"), m_text->toPlainText().trimmed()},
            {QStringLiteral("kind"), m_kind->currentData().toString()}},
        this, [this](const Reply& reply) {
            showState();
            if (reply) {
                Q_EMIT saved(textOf(*reply, "id"));
            } else {
                m_strip->showError(reply.error());
            }
        });
}

} // namespace ui
