// SPDX-License-Identifier: Apache-2.0
#include "ui/memory/block_editor.h"

#include "ui/text/format.h"
#include "ui/theme/appearance.h"
#include "ui/widgets/action_button.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/strip.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>

namespace ui {

BlockEditor::BlockEditor(const Context& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_title(makeWrappedLabel(context.appearance, FontRole::DetailTitle))
    , m_label(new QLineEdit)
    , m_text(new QPlainTextEdit)
    , m_used(makeLabel(context.appearance, FontRole::Figure, {}, Tone::Second))
    , m_strip(new Strip(context.appearance))
    , m_save(new ActionButton(context.appearance, ActionButton::Kind::Primary, tr("Save")))
    , m_revert(new ActionButton(context.appearance, ActionButton::Kind::Plain, tr("Revert")))
    , m_delete(new ActionButton(context.appearance, ActionButton::Kind::Danger, tr("Delete block")))
{
    build();
    connect(m_text, &QPlainTextEdit::textChanged, this, &BlockEditor::showState);
    connect(m_label, &QLineEdit::textChanged, this, &BlockEditor::showState);
    connect(m_save, &QAbstractButton::clicked, this, &BlockEditor::save);
    connect(m_revert, &QAbstractButton::clicked, this, &BlockEditor::revert);
    connect(m_delete, &QAbstractButton::clicked, this, &BlockEditor::erase);
}

void BlockEditor::build()
{
    m_label->setPlaceholderText(tr("Label of the block"));
    m_label->setAccessibleName(tr("Label of the block"));
    m_text->setAccessibleName(tr("Text of the block"));
    m_text->setFont(m_context.appearance.font(FontRole::Reading));
    m_text->setTabChangesFocus(true);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(4);
    buttons->addWidget(m_save);
    buttons->addWidget(m_revert);
    buttons->addStretch(1);
    buttons->addWidget(m_delete);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 16, 20, 16);
    column->setSpacing(8);
    column->addWidget(m_title);
    column->addWidget(makeWrappedLabel(m_context.appearance, FontRole::Second,
        tr("Always in context. A change is read again at the next turn."), Tone::Second));
    column->addWidget(m_label);
    column->addWidget(m_text, 1);
    column->addWidget(m_used);
    column->addWidget(m_strip);
    column->addLayout(buttons);
}

void BlockEditor::edit(const QString& agent, const BlockInfo& block)
{
    m_agent = agent;
    m_block = block;
    m_strip->dismiss();
    m_title->setText(block.label);
    m_label->hide();
    m_delete->show();
    revert();
}

void BlockEditor::startNew(const QString& agent)
{
    m_agent = agent;
    m_block = BlockInfo();
    m_strip->dismiss();
    m_title->setText(tr("New block"));
    m_label->clear();
    m_label->show();
    m_delete->hide();
    revert();
    m_label->setFocus();
}

bool BlockEditor::isChanged() const
{
    return m_text->toPlainText() != m_block.text;
}

void BlockEditor::showState()
{
    const qint64 used = m_text->toPlainText().toUtf8().size();
    const bool isNew = m_block.label.isEmpty();
    m_used->setText(isNew
            ? byteText(used)
            : tr("%1 of %2 bytes").arg(groupedNumber(used), groupedNumber(m_block.limitBytes)));
    QString reason;
    if (isNew && m_label->text().trimmed().isEmpty()) {
        reason = tr("Give the block a label");
    } else if (!isNew && used > m_block.limitBytes) {
        reason = tr("%1 bytes over the limit. Shorten the text.")
                     .arg(groupedNumber(used - m_block.limitBytes));
    } else if (!isNew && !isChanged()) {
        reason = tr("Nothing was changed");
    }
    m_save->setBlocked(reason);
    m_revert->setBlocked(isChanged() ? QString() : tr("Nothing was changed"));
}

void BlockEditor::revert()
{
    m_text->setPlainText(m_block.text);
    showState();
}

void BlockEditor::save()
{
    const QString label = m_block.label.isEmpty() ? m_label->text().trimmed() : m_block.label;
    const QJsonObject parameters{{QStringLiteral("agent"), m_agent},
        {QStringLiteral("label"), label}, {QStringLiteral("text"), m_text->toPlainText()}};
    m_save->setBlocked(tr("Being stored"));
    m_context.bridge.call(m_saving, QStringLiteral("memory.blocks.set"), parameters, this,
        [this](const Reply& reply) {
            if (!reply) {
                m_strip->showError(reply.error());
                showState();
                return;
            }
            edit(m_agent, BlockInfo::from(*reply));
            Q_EMIT saved(m_block.label);
        });
}

void BlockEditor::erase()
{
    m_strip->ask(tr("Delete the block %1? Its text is erased for good.").arg(m_block.label),
        tr("Delete"), [this] {
            m_context.bridge.call(m_saving, QStringLiteral("memory.blocks.delete"),
                {{QStringLiteral("agent"), m_agent}, {QStringLiteral("label"), m_block.label}},
                this, [this](const Reply& reply) {
                    if (reply) {
                        Q_EMIT deleted();
                    } else {
                        m_strip->showError(reply.error());
                    }
                });
        });
}

} // namespace ui
