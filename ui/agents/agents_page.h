// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/bridge/bridge.h"
#include "ui/bridge/wire_types.h"
#include "ui/frame/page.h"

class QStackedWidget;

namespace ui {

class AgentForm;
class EmptyState;
class PaneHost;
class SessionColumn;
class SessionView;

/// Agents and their sessions: what did it do, on what grounds.
class AgentsPage final : public Page {
    Q_OBJECT
public:
    explicit AgentsPage(const Context& context, QWidget* parent = nullptr);

    void start() override;
    [[nodiscard]] QStringList breadcrumb() const override;
    [[nodiscard]] PaneHost* panes() const override { return m_panes; }
    void newSession();
    void newAgent();
    void stop();
    void fork();
    void focusFilter();
    void openSession(const QString& session, const QString& item);

Q_SIGNALS:
    void modelsRequested();

private:
    void connectParts();
    void chooseAgent(const QString& agent);
    void takeAgent(const AgentInfo& agent);
    void checkModel();
    void noAgent();
    void show(const QString& session);
    void openNewest(const QString& session);

    Context m_context;
    PaneHost* m_panes;
    SessionColumn* m_column;
    SessionView* m_session;
    AgentForm* m_form;
    EmptyState* m_noAgent;
    EmptyState* m_noSession;
    QWidget* m_noSessionPane; ///< with a bar that leads to the left column
    QStackedWidget* m_stack;
    AgentInfo m_agent;
    bool m_openNewest = false; ///< the first session of the list is to be opened when it comes
    RequestSlot m_finding;
    RequestSlot m_readingAgent;
    RequestSlot m_readingModel;
    RequestSlot m_creating;
};

} // namespace ui
