// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/bridge/bridge.h"
#include "ui/bridge/context.h"
#include "ui/bridge/wire_types.h"

#include <QWidget>

class QListView;
class QStackedWidget;

namespace ui {

class AgentChooser;
class EmptyState;
class IconButton;
class SearchField;
class SessionListModel;
class Strip;

/// The left column of the agents page: the chosen agent, and its sessions.
class SessionColumn final : public QWidget {
    Q_OBJECT
public:
    explicit SessionColumn(const Context& context, QWidget* parent = nullptr);

    void setAgent(const AgentInfo& agent);
    /// Marks the open session in the list.
    void setOpenSession(const QString& session);
    void focusList();
    void focusFilter();
    [[nodiscard]] SessionListModel* model() const { return m_model; }

Q_SIGNALS:
    void agentChosen(const QString& agent);
    void newAgentRequested();
    void editAgentRequested();
    void newSessionRequested();
    void sessionChosen(const QString& session);
    /// The first page came; the id of the most recent session, empty when there is none.
    void sessionsRead(const QString& newest);

private:
    void build();
    void markOpen();
    void showState();
    void showMenu(const QPoint& at);
    void askToDelete(const QModelIndex& index);

    Context m_context;
    AgentChooser* m_chooser;
    IconButton* m_edit;
    IconButton* m_new;
    SearchField* m_filter;
    SessionListModel* m_model;
    QListView* m_list;
    EmptyState* m_empty;
    Strip* m_strip;
    QStackedWidget* m_stack;
    QString m_agent;
    QString m_open;
};

} // namespace ui
