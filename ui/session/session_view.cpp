// SPDX-License-Identifier: Apache-2.0
#include "ui/session/session_view.h"

#include "ui/session/composer.h"
#include "ui/session/conversation.h"
#include "ui/session/decision_card.h"
#include "ui/session/spine_view.h"
#include "ui/session/turn_line.h"
#include "ui/theme/appearance.h"
#include "ui/widgets/action_button.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/section_bar.h"
#include "ui/widgets/strip.h"

#include <QMenu>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace ui {

SessionView::SessionView(const Context& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_conversation(new Conversation(context.bridge, this))
    , m_bar(new SectionBar(context.appearance))
    , m_branches(new ActionButton(
          context.appearance, ActionButton::Kind::Plain, tr("Branches"), QStringLiteral("fork")))
    , m_spine(new SpineView(context.appearance))
    , m_decision(new DecisionCard(context.appearance))
    , m_line(new TurnLine(context.appearance))
    , m_strip(new Strip(context.appearance))
    , m_composer(new Composer(context.appearance))
    , m_empty(new EmptyState(context.appearance,
          tr("Nothing was said in this session yet. Write the first message below.")))
    , m_stack(new QStackedWidget)
{
    build();
    connectConversation();
    open({});
}

void SessionView::build()
{
    setGround(this, "surface");
    m_spine->setTail(m_decision);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_spine);
    m_bar->addAction(m_branches);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_bar);
    column->addWidget(m_stack, 1);
    column->addWidget(makeHairline(Qt::Horizontal));
    column->addWidget(m_strip);
    column->addWidget(m_line);
    column->addSpacing(6);
    column->addWidget(m_composer);
    connect(m_composer, &Composer::sendRequested, this, &SessionView::send);
    connect(m_composer, &Composer::stopRequested, this, &SessionView::stop);
    connect(m_branches, &QAbstractButton::clicked, this, &SessionView::showBranches);
    connect(m_spine, &SpineView::topReached, m_conversation, &Conversation::readEarlier);
    connect(m_spine, &SpineView::forkRequested, m_conversation, &Conversation::fork);
    connect(m_decision, &DecisionCard::decided, this, [this](const QString& decision) {
        m_decision->setBusy(true);
        m_conversation->decide(decision);
    });
}

void SessionView::connectConversation()
{
    connect(m_conversation, &Conversation::rowsChanged, this, [this] {
        m_spine->setRows(m_conversation->rows());
        m_stack->setCurrentWidget(m_conversation->rows().isEmpty() && m_conversation->isRead()
                ? static_cast<QWidget*>(m_empty)
                : m_spine);
        if (!m_pendingFocus.isEmpty() && !m_conversation->rows().isEmpty()) {
            m_spine->focusItem(m_pendingFocus);
            m_pendingFocus.clear();
        }
    });
    connect(m_conversation, &Conversation::liveTextAppended, m_spine, &SpineView::appendToLast);
    connect(m_conversation, &Conversation::sessionRead, this, &SessionView::showSession);
    connect(m_conversation, &Conversation::turnStateChanged, this, &SessionView::showTurnState);
    connect(m_conversation, &Conversation::progressed, m_line, &TurnLine::showProgress);
    connect(m_conversation, &Conversation::failed, this, &SessionView::showError);
    connect(m_conversation, &Conversation::readFailed, this, &SessionView::showError);
}

void SessionView::open(const QString& session)
{
    if (!sessionId().isEmpty()) {
        m_drafts.insert(sessionId(), m_composer->text());
    }
    m_strip->dismiss();
    m_line->clear();
    m_pendingFocus.clear();
    m_conversation->open(session);
    m_composer->setText(m_drafts.value(session));
}

QString SessionView::sessionId() const
{
    return m_conversation->sessionId();
}

QString SessionView::title() const
{
    return m_conversation->session().title;
}

void SessionView::setBlocked(const QString& reason)
{
    m_composer->setBlocked(reason);
}

void SessionView::focusComposer()
{
    m_composer->focusText();
}

void SessionView::focusItem(const QString& item)
{
    m_pendingFocus = item;
    if (m_spine->rowCount() > 0) {
        m_spine->focusItem(item);
    }
}

void SessionView::stop()
{
    m_conversation->stop();
}

void SessionView::forkFocused()
{
    if (!m_spine->focusedItem().isEmpty()) {
        m_conversation->fork(m_spine->focusedItem());
    }
}

void SessionView::showSession()
{
    const SessionInfo& session = m_conversation->session();
    const QString title = session.title.isEmpty() ? tr("New session") : session.title;
    m_bar->setHeading(title);
    const QString turns = session.turns == 1 ? tr("1 turn") : tr("%1 turns").arg(session.turns);
    const bool branched = session.branches.size() > 1;
    m_bar->setSecond(
        branched ? tr("%1, %2 branches").arg(turns).arg(session.branches.size()) : turns);
    m_branches->setVisible(branched);
    for (const BranchInfo& branch : session.branches) {
        if (branch.id == session.activeBranch && branched) {
            m_branches->setText(branch.name.isEmpty() ? tr("Main") : branch.name);
            m_branches->setAccessibleName(tr("Branch: %1").arg(m_branches->text()));
            m_branches->updateGeometry();
        }
    }
    m_composer->setPlaceholder(session.agentName.isEmpty()
            ? tr("Write a message")
            : tr("Write to %1").arg(session.agentName));
    Q_EMIT titleChanged(title);
    if (!session.agentId.isEmpty()) {
        Q_EMIT agentNamed(session.agentId);
    }
}

void SessionView::showTurnState()
{
    const TurnInfo* turn = m_conversation->openTurn();
    const bool asks = turn != nullptr && turn->action.has_value();
    if (asks) {
        m_decision->setAction(*turn->action);
    }
    const bool asksNow = asks && m_decision->isHidden();
    m_decision->setVisible(asks);
    m_spine->updateTail();
    if (asksNow) {
        m_spine->showEnd();
    }
    m_composer->setRunning(turn != nullptr && !asks);
    if (turn == nullptr) {
        m_line->clear();
    } else if (m_line->text().isEmpty() || asks) {
        m_line->showTurn(*turn);
    }
}

void SessionView::showBranches()
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (const BranchInfo& branch : m_conversation->session().branches) {
        QAction* action = menu->addAction(branch.name.isEmpty() ? tr("Main") : branch.name, this,
            [this, id = branch.id] { m_conversation->switchBranch(id); });
        action->setCheckable(true);
        action->setChecked(branch.id == m_conversation->session().activeBranch);
    }
    menu->popup(m_branches->mapToGlobal(QPoint(0, m_branches->height())));
}

void SessionView::showError(const core::Error& error)
{
    m_decision->setBusy(false);
    m_strip->showError(error);
}

void SessionView::send(const QString& text)
{
    m_strip->dismiss();
    m_conversation->send(text, [this, text] {
        if (m_composer->text() == text) {
            m_composer->clearText();
        }
    });
}

} // namespace ui
