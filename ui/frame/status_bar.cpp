// SPDX-License-Identifier: Apache-2.0
#include "ui/frame/status_bar.h"

#include "ui/bridge/wire_resources.h"
#include "ui/bridge/wire_types.h"
#include "ui/frame/status_item.h"
#include "ui/text/format.h"
#include "ui/theme/appearance.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/labels.h"

#include <QHBoxLayout>
#include <QJsonArray>

namespace ui {

namespace {

constexpr int barHeight = 26;
constexpr int pauseMs = 200;

} // namespace

StatusBar::StatusBar(const Context& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_running(new StatusItem(context.appearance, stateIcon(RunState::Running), FontRole::Second))
    , m_waiting(new StatusItem(context.appearance, stateIcon(RunState::Waiting), FontRole::Second))
    , m_trouble(new StatusItem(context.appearance, stateIcon(RunState::Failed), FontRole::Second))
    , m_model(new StatusItem(context.appearance, QStringLiteral("models"), FontRole::Second))
    , m_speed(new StatusItem(context.appearance, {}, FontRole::SmallFigure))
    , m_commit(new StatusItem(context.appearance, QStringLiteral("disk"), FontRole::Second))
{
    build();
    connectEvents();
}

void StatusBar::build()
{
    setGround(this, "window");
    setFixedHeight(barHeight);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(6, 0, 6, 0);
    row->setSpacing(2);
    row->addWidget(m_running);
    row->addWidget(m_waiting);
    row->addWidget(m_trouble);
    row->addStretch(1);
    row->addWidget(m_model);
    row->addWidget(m_speed);
    row->addWidget(m_commit);
    m_running->setState(RunState::Running);
    m_waiting->setState(RunState::Waiting);
    m_trouble->setState(RunState::Failed);
    for (StatusItem* item : {m_running, m_waiting, m_commit}) {
        connect(item, &QAbstractButton::clicked, this, &StatusBar::agentsRequested);
    }
    for (StatusItem* item : {m_model, m_speed}) {
        connect(item, &QAbstractButton::clicked, this, &StatusBar::modelsRequested);
    }
}

void StatusBar::connectEvents()
{
    m_pause.setSingleShot(true);
    m_pause.setInterval(pauseMs);
    connect(&m_pause, &QTimer::timeout, this, &StatusBar::read);
    const auto later = [this] {
        if (!m_pause.isActive()) {
            m_pause.start();
        }
    };
    Bridge& bridge = m_context.bridge;
    connect(&bridge, &Bridge::turnChanged, this, later);
    connect(&bridge, &Bridge::sessionChanged, this, later);
    connect(&bridge, &Bridge::sessionDeleted, this, later);
    connect(&bridge, &Bridge::itemChanged, this, later);
    connect(&bridge, &Bridge::agentChanged, this, later);
    connect(&bridge, &Bridge::memoryChanged, this, later);
    connect(&bridge, &Bridge::resyncNeeded, this, later);
    connect(&bridge, &Bridge::modelChanged, this, &StatusBar::readModels);
    connect(&bridge, &Bridge::modelDeleted, this, &StatusBar::readModels);
    connect(&bridge, &Bridge::turnProgress, this,
        [this](const QString&, const QJsonObject& progress) { showProgress(progress); });
    connect(&bridge, &Bridge::connectionLost, this, [this](const QString& reason) {
        m_trouble->say(tr("Connection lost"), reason);
        m_running->say({});
        m_waiting->say({});
    });
}

void StatusBar::start()
{
    read();
    readModels();
}

void StatusBar::read()
{
    m_context.bridge.call(
        m_reading, QStringLiteral("workspace.status"), {}, this, [this](const Reply& reply) {
            if (reply) {
                showStatus(*reply);
            }
        });
}

void StatusBar::showStatus(const QJsonObject& status)
{
    const qint64 running = integerOf(status, "running");
    const qint64 waiting = integerOf(status, "waiting");
    m_running->say(tr("%1 running").arg(running));
    m_waiting->say(waiting == 0 ? QString()
            : waiting == 1      ? tr("1 waits for you")
                                : tr("%1 wait for you").arg(waiting));
    const QString problem =
        textOf(status.value(QLatin1String("checkpoint_error")).toObject(), "message");
    m_trouble->say(problem.isEmpty() ? QString() : tr("Checkpoint failed"), problem);
    const qint64 commit = integerOf(status, "last_commit_at_us");
    m_commit->say(commit == 0 ? tr("No changes since it was opened")
                              : tr("Committed %1").arg(clockText(commit)));
    if (status.value(QLatin1String("read_only")).toBool()) {
        m_commit->say(tr("Read only"), tr("This workspace cannot be written here"));
    }
    Q_EMIT workspaceRead(textOf(status, "path"));
}

void StatusBar::readModels()
{
    m_context.bridge.call(
        m_readingModels, QStringLiteral("models.list"), {}, this, [this](const Reply& reply) {
            if (!reply) {
                return;
            }
            QString text = tr("No model is loaded");
            for (const QJsonValue& value : reply->value(QLatin1String("data")).toArray()) {
                const ModelInfo model = ModelInfo::from(value.toObject());
                if (model.state == QLatin1String("loaded")) {
                    text = tr("%1 %2 on %3").arg(model.name, model.quantization, model.device);
                    break;
                }
            }
            m_model->say(text);
        });
}

void StatusBar::showProgress(const QJsonObject& progress)
{
    const double rate = progress.value(QLatin1String("tokens_per_second")).toDouble();
    if (rate > 0) {
        m_speed->say(tr("%1 tok/s").arg(shortNumber(rate)));
    }
}

} // namespace ui
