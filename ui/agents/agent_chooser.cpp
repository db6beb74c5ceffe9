// SPDX-License-Identifier: Apache-2.0
#include "ui/agents/agent_chooser.h"

#include "ui/agents/agent_list_model.h"
#include "ui/agents/name_delegate.h"
#include "ui/theme/appearance.h"
#include "ui/widgets/action_button.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/search_field.h"

#include <QFrame>
#include <QListView>
#include <QPainter>
#include <QVBoxLayout>

namespace ui {

namespace {

constexpr int buttonHeight = 44;
constexpr int popupWidth = 280;
constexpr int popupHeight = 320;
constexpr int chevronSize = 14;

} // namespace

AgentChooser::AgentChooser(const Context& context, NewAgent newAgent, QWidget* parent)
    : QAbstractButton(parent)
    , m_context(context)
    , m_model(new AgentListModel(context.bridge, this))
    , m_popup(new QFrame(this, Qt::Popup))
    , m_search(new SearchField(context.appearance, tr("Find an agent")))
    , m_list(new QListView)
{
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    buildPopup(newAgent);
    connect(this, &QAbstractButton::clicked, this, &AgentChooser::openList);
    connect(&context.appearance, &Appearance::changed, this, qOverload<>(&QWidget::update));
}

void AgentChooser::buildPopup(NewAgent newAgent)
{
    m_popup->setFrameShape(QFrame::Box);
    m_list->setModel(m_model);
    m_list->setItemDelegate(new NameDelegate(m_context.appearance, m_list));
    m_list->setAccessibleName(tr("Agents"));
    m_list->setMouseTracking(true);
    auto* column = new QVBoxLayout(m_popup);
    column->setContentsMargins(8, 8, 8, 8);
    column->setSpacing(6);
    column->addWidget(m_search);
    column->addWidget(m_list, 1);
    if (newAgent == NewAgent::Offered) {
        auto* button = new ActionButton(m_context.appearance, ActionButton::Kind::Plain,
            tr("New agent"), QStringLiteral("plus"));
        column->addWidget(button, 0, Qt::AlignLeft);
        connect(button, &QAbstractButton::clicked, this, [this] {
            m_popup->hide();
            Q_EMIT newRequested();
        });
    }
    connect(m_search, &SearchField::searched, m_model, &AgentListModel::setQuery);
    connect(m_search, &QLineEdit::returnPressed, this, [this] { choose(m_model->index(0)); });
    connect(m_list, &QListView::clicked, this, &AgentChooser::choose);
    connect(m_list, &QListView::activated, this, &AgentChooser::choose);
}

void AgentChooser::choose(const QModelIndex& index)
{
    if (index.isValid()) {
        m_popup->hide();
        Q_EMIT chosen(index.data(AgentListModel::IdRole).toString());
    }
}

void AgentChooser::setChosen(const QString& name, const QString& second)
{
    setText(name);
    m_second = second;
    setAccessibleName(tr("Agent: %1").arg(name));
    setToolTip(tr("Choose an agent"));
    updateGeometry();
    update();
}

void AgentChooser::openList()
{
    m_model->setQuery(m_search->text().trimmed());
    m_popup->resize(qMax(popupWidth, width()), popupHeight);
    m_popup->move(mapToGlobal(QPoint(0, height() + 2)));
    m_popup->show();
    m_search->setFocus(Qt::PopupFocusReason);
}

QSize AgentChooser::sizeHint() const
{
    return {160, buttonHeight};
}

QSize AgentChooser::minimumSizeHint() const
{
    return {80, buttonHeight};
}

void AgentChooser::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Appearance& appearance = m_context.appearance;
    if (underMouse()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(appearance.color(Token::Hover));
        painter.drawRoundedRect(rect(), 5, 5);
    }
    if (hasFocus()) {
        painter.setPen(QPen(appearance.color(Token::Focus), 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 5, 5);
    }
    const int textWidth = width() - chevronSize - 18;
    const QFont heading = appearance.font(FontRole::Heading);
    painter.setFont(heading);
    painter.setPen(appearance.color(Token::Text));
    const QString name = QFontMetrics(heading).elidedText(text(), Qt::ElideRight, textWidth);
    const bool single = m_second.isEmpty();
    painter.drawText(
        QRect(6, single ? 0 : 4, textWidth, single ? height() : 19), Qt::AlignVCenter, name);
    appearance.drawIcon(painter, QStringLiteral("cd"),
        QRectF(6 + QFontMetrics(heading).horizontalAdvance(name) + 4, single ? 0 : 4, chevronSize,
            single ? height() : 19),
        chevronSize, appearance.color(Token::Text2));
    painter.setFont(appearance.font(FontRole::Second));
    painter.setPen(appearance.color(Token::Text2));
    painter.drawText(QRect(6, 23, width() - 12, 17), Qt::AlignVCenter,
        painter.fontMetrics().elidedText(m_second, Qt::ElideRight, width() - 12));
}

void AgentChooser::enterEvent(QEnterEvent*)
{
    update();
}

void AgentChooser::leaveEvent(QEvent*)
{
    update();
}

} // namespace ui
