// SPDX-License-Identifier: Apache-2.0
#include "ui/agents/agents_page.h"

#include "ui/agents/agent_form.h"
#include "ui/agents/session_column.h"
#include "ui/bridge/wire_resources.h"
#include "ui/frame/pane_host.h"
#include "ui/session/session_view.h"
#include "ui/theme/appearance.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/section_bar.h"

#include <QApplication>
#include <QJsonArray>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace ui {

AgentsPage::AgentsPage(const Context& context, QWidget* parent)
    : Page(parent)
    , m_context(context)
    , m_column(new SessionColumn(context))
    , m_session(new SessionView(context))
    , m_form(new AgentForm(context))
    , m_noAgent(new EmptyState(context.appearance,
          tr("No agent yet. An agent has a name, instructions and a model, and keeps what it "
             "learns."),
          tr("Make one")))
    , m_noSession(new EmptyState(context.appearance, tr("No session is open."), tr("New session")))
    , m_noSessionPane(new QWidget)
    , m_stack(new QStackedWidget)
{
    setGround(m_stack, "surface");
    auto* noSessionBar = new SectionBar(context.appearance, tr("Sessions"));
    auto* noSessionColumn = new QVBoxLayout(m_noSessionPane);
    noSessionColumn->setContentsMargins(0, 0, 0, 0);
    noSessionColumn->setSpacing(0);
    noSessionColumn->addWidget(noSessionBar);
    noSessionColumn->addWidget(m_noSession, 1);
    for (QWidget* page : {m_noSessionPane, static_cast<QWidget*>(m_noAgent),
             static_cast<QWidget*>(m_session), static_cast<QWidget*>(m_form)})
    {
        m_stack->addWidget(page);
    }
    m_panes = new PaneHost(context.appearance, m_column, m_stack, nullptr);
    for (SectionBar* bar : {m_session->bar(), m_form->bar(), noSessionBar}) {
        m_panes->addLeftToggle(bar);
    }
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_panes);
    m_column->setAgent({});
    connectParts();
}

void AgentsPage::connectParts()
{
    connect(m_column, &SessionColumn::agentChosen, this, &AgentsPage::chooseAgent);
    connect(m_column, &SessionColumn::newAgentRequested, this, &AgentsPage::newAgent);
    connect(m_column, &SessionColumn::editAgentRequested, this, [this] {
        m_form->startEdit(m_agent);
        m_stack->setCurrentWidget(m_form);
    });
    connect(m_column, &SessionColumn::newSessionRequested, this, &AgentsPage::newSession);
    connect(m_column, &SessionColumn::sessionChosen, this, &AgentsPage::show);
    connect(m_column, &SessionColumn::sessionsRead, this, &AgentsPage::openNewest);
    connect(m_noAgent, &EmptyState::verbChosen, this, &AgentsPage::newAgent);
    connect(m_noSession, &EmptyState::verbChosen, this, &AgentsPage::newSession);
    connect(m_session, &SessionView::titleChanged, this, &Page::breadcrumbChanged);
    connect(m_stack, &QStackedWidget::currentChanged, this, &Page::breadcrumbChanged);
    connect(m_form, &AgentForm::cancelled, this, [this] {
        if (m_agent.id.isEmpty()) {
            noAgent();
        } else if (m_session->sessionId().isEmpty()) {
            m_stack->setCurrentWidget(m_noSessionPane);
        } else {
            m_stack->setCurrentWidget(m_session);
        }
    });
    connect(m_form, &AgentForm::saved, this, &AgentsPage::chooseAgent);
    connect(m_form, &AgentForm::deleted, this, [this] { start(); });
    Bridge& bridge = m_context.bridge;
    connect(&bridge, &Bridge::agentChanged, this, [this](const QString& agent) {
        if (agent == m_agent.id) {
            m_context.bridge.call(m_readingAgent, QStringLiteral("agents.get"),
                {{QStringLiteral("agent"), agent}}, this, [this](const Reply& reply) {
                    if (reply) {
                        takeAgent(AgentInfo::from(*reply));
                    }
                });
        } else if (m_agent.id.isEmpty() && m_stack->currentWidget() != m_form) {
            start();
        }
    });
    connect(&bridge, &Bridge::agentDeleted, this, [this](const QString& agent) {
        if (agent == m_agent.id) {
            start();
        }
    });
    connect(&bridge, &Bridge::modelChanged, this, &AgentsPage::checkModel);
    connect(&bridge, &Bridge::modelDeleted, this, &AgentsPage::checkModel);
    connect(&bridge, &Bridge::sessionDeleted, this, [this](const QString&) {
        if (m_session->sessionId().isEmpty() && m_stack->currentWidget() == m_session) {
            m_stack->setCurrentWidget(m_noSessionPane);
        }
    });
}

// Where work was last: the agent of the most recent session, else the newest agent.
void AgentsPage::start()
{
    m_context.bridge.call(m_finding, QStringLiteral("sessions.list"),
        {{QStringLiteral("limit"), 1}}, this, [this](const Reply& reply) {
            const QJsonArray sessions =
                reply ? reply->value(QLatin1String("data")).toArray() : QJsonArray();
            if (!sessions.isEmpty()) {
                chooseAgent(SessionInfo::from(sessions.first().toObject()).agentId);
                return;
            }
            m_context.bridge.call(m_finding, QStringLiteral("agents.list"),
                {{QStringLiteral("limit"), 1}}, this, [this](const Reply& agents) {
                    const QJsonArray found =
                        agents ? agents->value(QLatin1String("data")).toArray() : QJsonArray();
                    if (found.isEmpty()) {
                        noAgent();
                    } else {
                        chooseAgent(AgentInfo::from(found.first().toObject()).id);
                    }
                });
        });
}

void AgentsPage::noAgent()
{
    m_agent = AgentInfo();
    m_column->setAgent(m_agent);
    m_session->open({});
    m_stack->setCurrentWidget(m_noAgent);
    Q_EMIT breadcrumbChanged();
}

void AgentsPage::chooseAgent(const QString& agent)
{
    m_openNewest = agent != m_agent.id || m_stack->currentWidget() == m_form;
    m_context.bridge.call(m_readingAgent, QStringLiteral("agents.get"),
        {{QStringLiteral("agent"), agent}}, this, [this](const Reply& reply) {
            if (!reply) {
                noAgent();
                return;
            }
            const bool same = textOf(*reply, "id") == m_agent.id;
            takeAgent(AgentInfo::from(*reply));
            if (same && m_stack->currentWidget() == m_form) {
                const bool none = m_session->sessionId().isEmpty();
                m_stack->setCurrentWidget(none ? m_noSessionPane : m_session);
                m_openNewest = false;
            }
        });
}

void AgentsPage::takeAgent(const AgentInfo& agent)
{
    m_agent = agent;
    m_column->setAgent(agent);
    checkModel();
    Q_EMIT breadcrumbChanged();
}

void AgentsPage::checkModel()
{
    if (m_agent.id.isEmpty()) {
        return;
    }
    if (m_agent.model.isEmpty()) {
        m_session->setBlocked(tr("%1 has no model yet. Choose one with the pencil beside its name.")
                                  .arg(m_agent.name));
        return;
    }
    m_context.bridge.call(m_readingModel, QStringLiteral("models.get"),
        {{QStringLiteral("model"), m_agent.model}}, this, [this](const Reply& reply) {
            if (!reply) {
                m_session->setBlocked(tr("The model of %1 is gone. Choose another with the pencil "
                                         "beside its name.")
                                          .arg(m_agent.name));
                return;
            }
            const ModelInfo model = ModelInfo::from(*reply);
            m_session->setBlocked(model.present
                    ? QString()
                    : tr("The file of %1 is not at %2. Put it back, or choose another model.")
                          .arg(model.name, model.path));
        });
}

void AgentsPage::openNewest(const QString& session)
{
    if (!m_openNewest) {
        return;
    }
    m_openNewest = false;
    if (session.isEmpty()) {
        m_session->open({});
        m_stack->setCurrentWidget(m_noSessionPane);
        Q_EMIT breadcrumbChanged();
    } else {
        show(session);
    }
}

void AgentsPage::show(const QString& session)
{
    m_openNewest = false;
    m_stack->setCurrentWidget(m_session);
    if (m_session->sessionId() != session) {
        m_session->open(session);
    }
    m_column->setOpenSession(session);
    m_panes->foldFloating();
    if (isVisible() && !isAncestorOf(QApplication::focusWidget())) {
        m_session->focusComposer();
    }
    Q_EMIT breadcrumbChanged();
}

void AgentsPage::openSession(const QString& session, const QString& item)
{
    m_context.bridge.call(m_finding, QStringLiteral("sessions.get"),
        {{QStringLiteral("session"), session}}, this, [this, item](const Reply& reply) {
            if (!reply) {
                return;
            }
            const SessionInfo found = SessionInfo::from(*reply);
            if (found.agentId != m_agent.id) {
                chooseAgent(found.agentId);
            }
            show(found.id);
            m_session->focusItem(item);
        });
}

void AgentsPage::newSession()
{
    if (m_agent.id.isEmpty()) {
        newAgent();
        return;
    }
    m_context.bridge.call(m_creating, QStringLiteral("sessions.create"),
        {{QStringLiteral("agent"), m_agent.id}}, this, [this](const Reply& reply) {
            if (reply) {
                show(textOf(*reply, "id"));
                m_session->focusComposer();
            }
        });
}

void AgentsPage::newAgent()
{
    m_form->startNew();
    m_stack->setCurrentWidget(m_form);
}

void AgentsPage::stop()
{
    m_session->stop();
}

void AgentsPage::fork()
{
    m_session->forkFocused();
}

void AgentsPage::focusFilter()
{
    m_column->focusFilter();
}

QStringList AgentsPage::breadcrumb() const
{
    QStringList parts{tr("Agents")};
    if (m_stack->currentWidget() == m_form) {
        parts << (m_form->agentName().isEmpty() ? tr("New agent") : m_form->agentName());
        return parts;
    }
    if (!m_agent.id.isEmpty()) {
        parts << m_agent.name;
        if (!m_session->sessionId().isEmpty() && m_stack->currentWidget() == m_session) {
            parts << (m_session->title().isEmpty() ? tr("New session") : m_session->title());
        }
    }
    return parts;
}

} // namespace ui
