// SPDX-License-Identifier: Apache-2.0
// What the agent's form asks the runtime: which models there are, saving, deleting.
#include "ui/agents/agent_form.h"

#include "ui/agents/sampling_fields.h"
#include "ui/bridge/wire_resources.h"
#include "ui/widgets/action_button.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/strip.h"

#include <QCheckBox>
#include <QFileDialog>
#include <QJsonArray>
#include <QLineEdit>
#include <QPlainTextEdit>

namespace ui {

void AgentForm::readModels(const QString& chosen)
{
    m_context.bridge.call(m_readingModels, QStringLiteral("models.list"), {}, this,
        [this, chosen](const Reply& reply) {
            if (!reply) {
                m_strip->showError(reply.error());
                return;
            }
            const QJsonArray models = reply->value(QLatin1String("data")).toArray();
            m_model->clear();
            m_model->addItem(tr("none yet"), QString());
            for (const QJsonValue& value : models) {
                const ModelInfo model = ModelInfo::from(value.toObject());
                m_model->addItem(
                    QStringLiteral("%1  %2").arg(model.name, model.quantization), model.id);
            }
            const int known = m_model->findData(chosen);
            const bool newAgent = m_agent.id.isEmpty() && chosen.isEmpty();
            m_model->setCurrentIndex(newAgent && m_model->count() > 1 ? 1 : qMax(0, known));
        });
}

void AgentForm::chooseDirectory()
{
    auto* dialog = new QFileDialog(this, tr("Directory of the agent"), m_directory->text());
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::fileSelected, m_directory, &QLineEdit::setText);
    dialog->open();
}

QJsonObject AgentForm::values() const
{
    QJsonArray tools;
    for (const QCheckBox* box : m_tools) {
        if (box->isChecked()) {
            tools.append(box->text());
        }
    }
    // Tools of another version of the program stay as they are.
    for (const QString& tool : m_agent.tools) {
        const bool shown = std::any_of(m_tools.begin(), m_tools.end(),
            [&tool](const QCheckBox* box) { return box->text() == tool; });
        if (!shown) {
            tools.append(tool);
        }
    }
    const QString model = m_model->currentData().toString();
    const QString directory = m_directory->text().trimmed();
    QJsonObject values{{QStringLiteral("name"), m_name->text().trimmed()},
        {QStringLiteral("instructions"), m_instructions->toPlainText()},
        {QStringLiteral("tools"), tools}, {QStringLiteral("sampling"), m_sampling->sampling()}};
    const bool isNew = m_agent.id.isEmpty();
    const auto put = [&](const QString& name, const QJsonValue& value, bool given) {
        if (given) {
            values.insert(name, value);
        } else if (!isNew) {
            values.insert(name, QJsonValue::Null);
        }
    };
    put(QStringLiteral("model"), model, !model.isEmpty());
    put(QStringLiteral("directory"), directory, !directory.isEmpty());
    put(QStringLiteral("output_tokens_max"), m_sampling->outputTokensMax(),
        m_sampling->outputTokensMax() > 0);
    return values;
}

void AgentForm::updateSave()
{
    m_save->setBlocked(
        m_name->text().trimmed().isEmpty() ? tr("Give the agent a name") : QString());
}

void AgentForm::save()
{
    m_strip->dismiss();
    QJsonObject parameters = values();
    const bool isNew = m_agent.id.isEmpty();
    if (!isNew) {
        parameters.insert(QStringLiteral("agent"), m_agent.id);
    }
    m_save->setBlocked(tr("Being stored"));
    m_context.bridge.call(m_saving,
        isNew ? QStringLiteral("agents.create") : QStringLiteral("agents.edit"), parameters, this,
        [this](const Reply& reply) {
            updateSave();
            if (reply) {
                Q_EMIT saved(textOf(*reply, "id"));
            } else {
                m_strip->showError(reply.error());
            }
        });
}

void AgentForm::erase()
{
    m_strip->ask(tr("Deleting %1 also deletes its sessions and its memory. This cannot be undone.")
                     .arg(m_agent.name),
        tr("Delete"), [this] {
            m_context.bridge.call(m_saving, QStringLiteral("agents.delete"),
                {{QStringLiteral("agent"), m_agent.id}}, this,
                [this, id = m_agent.id](const Reply& reply) {
                    if (reply) {
                        Q_EMIT deleted(id);
                    } else {
                        m_strip->showError(reply.error());
                    }
                });
        });
}

} // namespace ui
