// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/bridge/context.h"

#include <QHash>
#include <QWidget>

class QStackedWidget;

namespace core {
struct Error;
}

namespace ui {

class ActionButton;
class Composer;
class Conversation;
class DecisionCard;
class EmptyState;
class SectionBar;
class SpineView;
class Strip;
class TurnLine;

/// An open session: page bar, spine, what the turn does, and the composer.
class SessionView final : public QWidget {
    Q_OBJECT
public:
    explicit SessionView(const Context& context, QWidget* parent = nullptr);

    void open(const QString& session);
    [[nodiscard]] QString sessionId() const;
    [[nodiscard]] QString title() const;
    /// Why the agent of this session cannot answer; empty when it can.
    void setBlocked(const QString& reason);
    void focusComposer();
    void focusItem(const QString& item);
    void stop();
    void forkFocused();
    [[nodiscard]] SectionBar* bar() const { return m_bar; }

Q_SIGNALS:
    void titleChanged(const QString& title);
    void agentNamed(const QString& agent); ///< the agent's id, once the session was read

private:
    void build();
    void connectConversation();
    void showSession();
    void showTurnState();
    void showBranches();
    void showError(const core::Error& error);
    void send(const QString& text);

    Context m_context;
    Conversation* m_conversation;
    SectionBar* m_bar;
    ActionButton* m_branches;
    SpineView* m_spine;
    DecisionCard* m_decision;
    TurnLine* m_line;
    Strip* m_strip;
    Composer* m_composer;
    EmptyState* m_empty;
    QStackedWidget* m_stack;
    QString m_pendingFocus; ///< an item to show once it is read
    QHash<QString, QString> m_drafts; ///< text not sent yet, by session
};

} // namespace ui
