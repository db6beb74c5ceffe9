// SPDX-License-Identifier: Apache-2.0
#include "ui/agents/session_column.h"

#include "ui/agents/agent_chooser.h"
#include "ui/agents/session_delegate.h"
#include "ui/agents/session_list_model.h"
#include "ui/theme/appearance.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/icon_button.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/strip.h"

#include <QHBoxLayout>
#include <QListView>
#include <QMenu>
#include <QShortcut>
#include <QStackedWidget>

namespace ui {

SessionColumn::SessionColumn(const Context& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_chooser(new AgentChooser(context, AgentChooser::NewAgent::Offered))
    , m_edit(new IconButton(context.appearance, QStringLiteral("pencil"), tr("Edit this agent")))
    , m_new(new IconButton(context.appearance, QStringLiteral("plus"), tr("New session (Ctrl N)")))
    , m_filter(new SearchField(context.appearance, tr("Filter sessions")))
    , m_model(new SessionListModel(context.bridge, this))
    , m_list(new QListView)
    , m_empty(new EmptyState(context.appearance, tr("No session yet."), tr("New session")))
    , m_strip(new Strip(context.appearance))
    , m_stack(new QStackedWidget)
{
    build();
    connect(m_chooser, &AgentChooser::chosen, this, &SessionColumn::agentChosen);
    connect(m_chooser, &AgentChooser::newRequested, this, &SessionColumn::newAgentRequested);
    connect(m_edit, &QAbstractButton::clicked, this, &SessionColumn::editAgentRequested);
    connect(m_new, &QAbstractButton::clicked, this, &SessionColumn::newSessionRequested);
    connect(m_empty, &EmptyState::verbChosen, this, &SessionColumn::newSessionRequested);
    connect(m_filter, &SearchField::searched, this, [this](const QString& text) {
        m_strip->dismiss();
        m_model->setFilter(m_agent, text);
    });
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_list, &QWidget::customContextMenuRequested, this, &SessionColumn::showMenu);
    auto* deleteKey = new QShortcut(QKeySequence(Qt::Key_Delete), m_list);
    deleteKey->setContext(Qt::WidgetShortcut);
    connect(
        deleteKey, &QShortcut::activated, this, [this] { askToDelete(m_list->currentIndex()); });
    connect(m_model, &SessionListModel::pageRead, this, &SessionColumn::showState);
    connect(m_model, &SessionListModel::failed, m_strip,
        qOverload<const core::Error&>(&Strip::showError));
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this,
        [this](const QModelIndex& index) {
            const QString id = index.data(SessionListModel::IdRole).toString();
            if (!id.isEmpty() && id != m_open) {
                Q_EMIT sessionChosen(id);
            }
        });
}

void SessionColumn::build()
{
    setGround(this, "window");
    auto* head = new QHBoxLayout;
    head->setContentsMargins(10, 8, 12, 0);
    head->setSpacing(0);
    head->addWidget(m_chooser, 1);
    head->addWidget(m_edit);
    head->addWidget(m_new);
    auto* filter = new QHBoxLayout;
    filter->setContentsMargins(16, 0, 16, 0);
    filter->addWidget(m_filter);
    m_list->setModel(m_model);
    m_list->setItemDelegate(new SessionDelegate(m_context.appearance, m_list));
    m_list->setAccessibleName(tr("Sessions"));
    m_list->setUniformItemSizes(true);
    m_list->setMouseTracking(true);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_empty->layout()->setContentsMargins(16, 8, 16, 8);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_list);
    m_stack->setCurrentWidget(m_list);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addLayout(head);
    column->addLayout(filter);
    column->addWidget(m_strip);
    column->addWidget(m_stack, 1);
}

void SessionColumn::setAgent(const AgentInfo& agent)
{
    const bool none = agent.id.isEmpty();
    const QString tools =
        agent.tools.size() == 1 ? tr("1 tool") : tr("%1 tools").arg(agent.tools.size());
    m_chooser->setChosen(none ? tr("No agent") : agent.name,
        none ? QString() : tr("Version %1, %2").arg(agent.version).arg(tools));
    m_edit->setEnabled(!none);
    m_new->setEnabled(!none);
    m_filter->setEnabled(!none);
    if (agent.id != m_agent) {
        m_agent = agent.id;
        m_open.clear();
        m_filter->blockSignals(true);
        m_filter->clear();
        m_filter->blockSignals(false);
        m_strip->dismiss();
        m_stack->setCurrentWidget(m_list);
        m_model->setFilter(m_agent, {});
    }
}

void SessionColumn::setOpenSession(const QString& session)
{
    m_open = session;
    markOpen();
}

void SessionColumn::markOpen()
{
    const int row = m_model->rowOf(m_open);
    if (row < 0) {
        m_list->setCurrentIndex({});
        m_list->clearSelection();
    } else if (m_list->currentIndex().row() != row) {
        m_list->setCurrentIndex(m_model->index(row));
    }
}

void SessionColumn::showState()
{
    const bool filtered = !m_filter->text().trimmed().isEmpty();
    const bool empty = m_model->rowCount() == 0;
    m_empty->setFact(filtered ? tr("Nothing matches '%1'.").arg(m_filter->text().trimmed())
                              : tr("No session yet."));
    m_stack->setCurrentWidget(empty ? static_cast<QWidget*>(m_empty) : m_list);
    markOpen();
    if (!filtered) {
        Q_EMIT sessionsRead(
            empty ? QString() : m_model->index(0).data(SessionListModel::IdRole).toString());
    }
}

void SessionColumn::showMenu(const QPoint& at)
{
    const QPersistentModelIndex index = m_list->indexAt(at);
    if (!index.isValid()) {
        return;
    }
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Delete session"), this, [this, index] { askToDelete(index); });
    menu->popup(m_list->viewport()->mapToGlobal(at));
}

void SessionColumn::askToDelete(const QModelIndex& index)
{
    const QString session = index.data(SessionListModel::IdRole).toString();
    if (session.isEmpty()) {
        return;
    }
    m_strip->ask(
        tr("Delete '%1'? What was said in it is erased for good.").arg(index.data().toString()),
        tr("Delete"), [this, session] {
            m_context.bridge.call(QStringLiteral("sessions.delete"),
                {{QStringLiteral("session"), session}}, this, [this](const Reply& reply) {
                    if (!reply) {
                        m_strip->showError(reply.error());
                    }
                });
        });
}

void SessionColumn::focusList()
{
    m_list->setFocus(Qt::ShortcutFocusReason);
}

void SessionColumn::focusFilter()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
}

} // namespace ui
