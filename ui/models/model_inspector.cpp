// SPDX-License-Identifier: Apache-2.0
#include "ui/models/model_inspector.h"

#include "ui/models/load_form.h"
#include "ui/models/model_table_model.h"
#include "ui/models/operation_line.h"
#include "ui/text/format.h"
#include "ui/theme/appearance.h"
#include "ui/widgets/action_button.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/facts_grid.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/strip.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>

namespace ui {

ModelInspector::ModelInspector(const Context& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_title(new ElidedLabel(context.appearance, FontRole::DetailTitle))
    , m_quantization(makeLabel(context.appearance, FontRole::Figure, {}, Tone::Second))
    , m_chip(new ChipLabel(context.appearance))
    , m_facts(new FactsGrid(context.appearance))
    , m_form(new LoadForm(context))
    , m_operation(new OperationLine(context))
    , m_strip(new Strip(context.appearance))
    , m_load(new ActionButton(context.appearance, ActionButton::Kind::Primary, tr("Load")))
    , m_unload(new ActionButton(context.appearance, ActionButton::Kind::Plain, tr("Unload")))
    , m_remove(new ActionButton(context.appearance, ActionButton::Kind::Danger, tr("Remove")))
{
    build();
    connect(m_form, &LoadForm::estimated, this, &ModelInspector::showState);
    connect(m_load, &QAbstractButton::clicked, this, &ModelInspector::load);
    connect(m_unload, &QAbstractButton::clicked, this, &ModelInspector::unload);
    connect(m_remove, &QAbstractButton::clicked, this, &ModelInspector::remove);
}

void ModelInspector::build()
{
    auto* head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(m_title);
    head->addWidget(m_quantization);
    head->addStretch(1);
    head->addWidget(m_chip);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(4);
    buttons->addWidget(m_load);
    buttons->addWidget(m_unload);
    buttons->addStretch(1);
    buttons->addWidget(m_remove);
    auto* inner = new QWidget;
    auto* column = new QVBoxLayout(inner);
    column->setContentsMargins(20, 14, 20, 16);
    column->setSpacing(12);
    column->addLayout(head);
    column->addWidget(m_facts);
    column->addWidget(makeHairline(Qt::Horizontal));
    column->addWidget(m_form);
    column->addWidget(makeHairline(Qt::Horizontal));
    column->addWidget(m_strip);
    column->addLayout(buttons);
    column->addStretch(1);
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidget(inner);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    inner->setAutoFillBackground(false);
    scroll->viewport()->setAutoFillBackground(false);
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(0);
    outer->addWidget(scroll, 1);
    outer->addWidget(m_operation);
}

void ModelInspector::setDevices(const QList<DeviceInfo>& devices)
{
    m_form->setDevices(devices);
}

void ModelInspector::setModel(const ModelInfo& model)
{
    if (model.id != m_model.id) {
        m_strip->dismiss();
        m_inspected = {};
    }
    m_model = model;
    showFacts();
    readFacts();
    m_form->setVisible(model.present);
    m_form->setModel(model);
    showState();
}

void ModelInspector::readFacts()
{
    m_context.bridge.call(m_reading, QStringLiteral("models.get"),
        {{QStringLiteral("model"), m_model.id}}, this, [this](const Reply& reply) {
            if (reply) {
                m_inspected = reply->value(QLatin1String("facts")).toObject();
                showFacts();
            }
        });
}

void ModelInspector::addBuild()
{
    QString built = m_model.architecture;
    const qint64 layers = m_inspected.value(QLatin1String("layers")).toInteger();
    if (layers > 0) {
        built += tr(", %1 layers, %2 key-value heads of %3")
                     .arg(layers)
                     .arg(m_inspected.value(QLatin1String("kv_heads")).toInteger())
                     .arg(m_inspected.value(QLatin1String("head_size")).toInteger());
    }
    m_facts->addFact(tr("Built as"), built);
    const QString reason = m_inspected.value(QLatin1String("unsupported_reason")).toString();
    if (!reason.isEmpty()) {
        m_facts->addFact(tr("Runs here"), reason);
    }
    m_facts->addFact(tr("Parameters"), parameterText(m_model.parameters), FontRole::Figure);
}

void ModelInspector::showFacts()
{
    m_title->setText(m_model.name);
    m_quantization->setText(m_model.quantization);
    m_facts->clear();
    addBuild();
    m_facts->addFact(
        tr("Trained for"), tr("%1 tokens of context").arg(groupedNumber(m_model.contextLength)));
    m_facts->addFact(tr("Chat template"),
        m_model.hasChatTemplate ? tr("In the file")
                                : tr("None in the file: messages are joined plainly"));
    const QString licence = m_inspected.value(QLatin1String("license")).toString();
    if (!licence.isEmpty()) {
        m_facts->addFact(tr("Licence"), tr("%1, as the file states").arg(licence));
    }
    m_facts->addFact(tr("Size"), byteText(m_model.sizeBytes), FontRole::Figure);
    m_facts->addFact(tr("Fingerprint"), m_model.fingerprint, FontRole::Figure);
    m_facts->addFact(tr("File"), m_model.path, FontRole::Figure);
    if (m_model.contextTokens > 0) {
        m_facts->addFact(tr("Loaded with"),
            tr("%1 tokens of context").arg(groupedNumber(m_model.contextTokens)));
    }
}

void ModelInspector::showState()
{
    const bool loaded = m_model.state == QLatin1String("loaded");
    const bool loading = m_model.state == QLatin1String("loading") || m_operation->isRunning();
    if (!m_model.present) {
        m_chip->setState(RunState::Failed, tr("File is missing"));
    } else if (loaded || loading) {
        m_chip->setState(RunState::Running, loaded ? modelStateText(m_model) : tr("Loading"));
    }
    m_chip->setVisible(!m_model.present || loaded || loading);
    m_load->setText(loaded ? tr("Load again with these") : tr("Load"));
    m_load->updateGeometry();
    m_load->setBlocked(loading ? tr("Is being loaded")
            : m_model.present  ? m_form->blockedReason()
                               : tr("Put the file back at %1").arg(m_model.path));
    m_unload->setVisible(loaded);
    m_remove->setBlocked(loading ? tr("Is being loaded") : QString());
}

void ModelInspector::take(const QJsonObject& model)
{
    const ModelInfo info = ModelInfo::from(model);
    if (info.id == m_model.id) {
        setModel(info);
    }
}

void ModelInspector::load()
{
    m_strip->dismiss();
    QJsonObject parameters = m_form->options();
    parameters.insert(QStringLiteral("model"), m_model.id);
    parameters.insert(
        QStringLiteral("operation"), m_operation->begin(tr("Loading %1").arg(m_model.name)));
    showState();
    m_context.bridge.call(
        QStringLiteral("models.load"), parameters, this, [this](const Reply& reply) {
            m_operation->end();
            if (reply) {
                take(*reply);
            } else {
                m_strip->showError(reply.error());
            }
            showState();
        });
}

void ModelInspector::unload()
{
    m_strip->dismiss();
    m_context.bridge.call(QStringLiteral("models.unload"), {{QStringLiteral("model"), m_model.id}},
        this, [this](const Reply& reply) {
            if (reply) {
                take(*reply);
            } else {
                m_strip->showError(reply.error());
            }
        });
}

void ModelInspector::remove()
{
    m_strip->ask(tr("Remove %1 from this workspace? Agents that use it need another model.")
                     .arg(m_model.name),
        tr("Remove"), [this] {
            m_context.bridge.call(QStringLiteral("models.remove"),
                {{QStringLiteral("model"), m_model.id}}, this, [this](const Reply& reply) {
                    if (!reply) {
                        m_strip->showError(reply.error());
                    }
                });
        });
}

} // namespace ui
