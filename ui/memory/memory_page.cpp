// SPDX-License-Identifier: Apache-2.0
#include "ui/memory/memory_page.h"

#include "ui/frame/pane_host.h"
#include "ui/memory/block_editor.h"
#include "ui/memory/memory_column.h"
#include "ui/memory/record_delegate.h"
#include "ui/memory/record_detail.h"
#include "ui/memory/record_list_model.h"
#include "ui/memory/remember_form.h"
#include "ui/text/format.h"
#include "ui/theme/appearance.h"
#include "ui/widgets/action_button.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/section_bar.h"
#include "ui/widgets/strip.h"

#include <QJsonArray>
#include <QLabel>
#include <QListView>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace ui {

namespace {

constexpr int inspectorWidth = 420;

} // namespace

MemoryPage::MemoryPage(const Context& context, QWidget* parent)
    : Page(parent)
    , m_context(context)
    , m_column(new MemoryColumn(context))
    , m_search(new SearchField(context.appearance, tr("Search what it remembers")))
    , m_found(makeLabel(context.appearance, FontRole::Second, {}, Tone::Second))
    , m_remember(new ActionButton(
          context.appearance, ActionButton::Kind::Plain, tr("Remember"), QStringLiteral("plus")))
    , m_strip(new Strip(context.appearance))
    , m_model(new RecordListModel(context.bridge, this))
    , m_list(new QListView)
    , m_empty(new EmptyState(context.appearance, {}))
    , m_stack(new QStackedWidget)
    , m_nothingChosen(new EmptyState(context.appearance,
          tr("Choose a record to see where it came from, or a block to edit it.")))
    , m_detail(new RecordDetail(context))
    , m_block(new BlockEditor(context))
    , m_form(new RememberForm(context))
    , m_inspector(new QStackedWidget)
{
    build();
    connectParts();
    connectForms();
}

void MemoryPage::build()
{
    for (QWidget* page : {static_cast<QWidget*>(m_nothingChosen), static_cast<QWidget*>(m_detail),
             static_cast<QWidget*>(m_block), static_cast<QWidget*>(m_form)})
    {
        m_inspector->addWidget(page);
    }
    QWidget* content = buildContent();
    m_panes = new PaneHost(m_context.appearance, m_column, content, m_inspector);
    m_panes->setWidths(232, inspectorWidth);
    auto* bar = content->findChild<SectionBar*>();
    m_panes->addLeftToggle(bar);
    m_panes->addRightToggle(bar);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_panes);
    m_column->setAgent({});
}

QWidget* MemoryPage::buildContent()
{
    auto* content = new QWidget;
    setGround(content, "surface");
    m_list->setModel(m_model);
    m_list->setItemDelegate(new RecordDelegate(m_context.appearance, m_list));
    m_list->setAccessibleName(tr("Records"));
    m_list->setUniformItemSizes(true);
    m_list->setMouseTracking(true);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_list);
    m_search->setMinimumWidth(200);
    m_search->setMaximumWidth(420);
    m_search->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    auto* bar = new SectionBar(m_context.appearance);
    bar->addLeading(m_found);
    bar->addLeading(m_search, 3);
    bar->addAction(m_remember);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(bar);
    column->addWidget(m_strip);
    column->addWidget(m_stack, 1);
    return content;
}

void MemoryPage::connectParts()
{
    connect(m_column, &MemoryColumn::agentChosen, this, &MemoryPage::chooseAgent);
    connect(m_column, &MemoryColumn::kindChosen, this, [this](const QString& kind) {
        m_kind = kind;
        readRecords();
    });
    connect(m_column, &MemoryColumn::blockChosen, this, &MemoryPage::editBlock);
    connect(m_column, &MemoryColumn::newBlockRequested, this, [this] {
        m_panes->showRight();
        m_inspector->setCurrentWidget(m_block);
        m_block->startNew(m_agent.id);
    });
    connect(m_search, &SearchField::searched, this, &MemoryPage::readRecords);
    connect(m_model, &RecordListModel::pageRead, this, &MemoryPage::showRecords);
    connect(m_model, &RecordListModel::failed, m_strip,
        qOverload<const core::Error&>(&Strip::showError));
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this,
        [this](const QModelIndex& index) {
            if (const RecordInfo* record = m_model->record(index.row())) {
                m_detail->setRecord(*record);
                m_inspector->setCurrentWidget(m_detail);
            }
        });
    connect(m_list, &QListView::clicked, this, [this] { m_panes->showRight(); });
    connect(m_remember, &QAbstractButton::clicked, this, [this] {
        m_panes->showRight();
        m_inspector->setCurrentWidget(m_form);
        m_form->start(m_agent.id);
    });
    Bridge& bridge = m_context.bridge;
    connect(&bridge, &Bridge::memoryChanged, this, [this](const QString& agent) {
        if (agent == m_agent.id) {
            readBlocks();
            m_model->readAgain();
        }
    });
    connect(&bridge, &Bridge::resyncNeeded, this, [this] {
        readBlocks();
        m_model->readAgain();
    });
    const auto startAgain = [this](const QString& agent) {
        if (m_agent.id.isEmpty() || agent == m_agent.id) {
            start();
        }
    };
    connect(&bridge, &Bridge::agentChanged, this, startAgain);
    connect(&bridge, &Bridge::agentDeleted, this, [this, startAgain](const QString& agent) {
        if (agent == m_agent.id) {
            m_agent = AgentInfo();
        }
        startAgain(agent);
    });
}

void MemoryPage::connectForms()
{
    connect(m_detail, &RecordDetail::sessionRequested, this, &MemoryPage::sessionRequested);
    connect(m_detail, &RecordDetail::forgotten, this, [this] {
        m_inspector->setCurrentWidget(m_nothingChosen);
        m_model->readAgain();
    });
    connect(m_block, &BlockEditor::saved, this, &MemoryPage::readBlocks);
    connect(m_block, &BlockEditor::deleted, this, [this] {
        m_inspector->setCurrentWidget(m_nothingChosen);
        readBlocks();
    });
    connect(m_form, &RememberForm::cancelled, this,
        [this] { m_inspector->setCurrentWidget(m_nothingChosen); });
    connect(m_form, &RememberForm::saved, this, [this] {
        m_inspector->setCurrentWidget(m_nothingChosen);
        m_model->readAgain();
    });
}

void MemoryPage::start()
{
    if (!m_agent.id.isEmpty()) {
        chooseAgent(m_agent.id);
        return;
    }
    m_context.bridge.call(m_readingAgent, QStringLiteral("agents.list"),
        {{QStringLiteral("limit"), 1}}, this, [this](const Reply& reply) {
            const QJsonArray found =
                reply ? reply->value(QLatin1String("data")).toArray() : QJsonArray();
            takeAgent(found.isEmpty() ? AgentInfo() : AgentInfo::from(found.first().toObject()));
            if (!reply) {
                m_strip->showError(reply.error());
            }
        });
}

void MemoryPage::chooseAgent(const QString& agent)
{
    m_context.bridge.call(m_readingAgent, QStringLiteral("agents.get"),
        {{QStringLiteral("agent"), agent}}, this, [this](const Reply& reply) {
            if (reply) {
                takeAgent(AgentInfo::from(*reply));
            } else {
                m_strip->showError(reply.error());
            }
        });
}

void MemoryPage::takeAgent(const AgentInfo& agent)
{
    const bool other = agent.id != m_agent.id;
    m_agent = agent;
    m_column->setAgent(agent);
    m_remember->setBlocked(agent.id.isEmpty() ? tr("There is no agent to remember it") : QString());
    if (other) {
        m_inspector->setCurrentWidget(m_nothingChosen);
    }
    readBlocks();
    readRecords();
    Q_EMIT breadcrumbChanged();
}

void MemoryPage::readBlocks()
{
    if (m_agent.id.isEmpty()) {
        m_blocks.clear();
        m_column->setBlocks({});
        return;
    }
    m_context.bridge.call(m_readingBlocks, QStringLiteral("memory.blocks.list"),
        {{QStringLiteral("agent"), m_agent.id}}, this, [this](const Reply& reply) {
            if (!reply) {
                m_strip->showError(reply.error());
                return;
            }
            m_blocks.clear();
            for (const QJsonValue& value : reply->value(QLatin1String("data")).toArray()) {
                m_blocks.append(BlockInfo::from(value.toObject()));
            }
            m_column->setBlocks(m_blocks);
            const bool shown = m_inspector->currentWidget() == m_block;
            for (const BlockInfo& block : m_blocks) {
                if (shown && block.label == m_block->label() && !m_block->isChanged()) {
                    m_block->edit(m_agent.id, block);
                }
            }
        });
}

void MemoryPage::readRecords()
{
    m_strip->dismiss();
    m_model->show(m_agent.id, m_kind, m_search->text().trimmed());
}

void MemoryPage::showRecords()
{
    const QString query = m_search->text().trimmed();
    const int count = m_model->rowCount();
    if (!query.isEmpty()) {
        m_found->setText(tr("%1 found in %2").arg(count).arg(durationText(m_model->elapsedUs())));
        m_empty->setFact(tr("Nothing matches '%1'.").arg(query));
    } else {
        m_found->setText(count == 0  ? QString()
                : m_model->hasMore() ? tr("more than %1 records").arg(count)
                : count == 1         ? tr("1 record")
                                     : tr("%1 records").arg(count));
        m_empty->setFact(m_agent.id.isEmpty()
                ? tr("No agent yet, so nothing is remembered. Make one on the Agents page.")
                : tr("Nothing remembered yet. Records appear after a turn, each with its source."));
    }
    m_stack->setCurrentWidget(count == 0 ? static_cast<QWidget*>(m_empty) : m_list);
    const int row = m_model->rowOf(m_detail->recordId());
    if (row >= 0 && m_inspector->currentWidget() == m_detail) {
        m_list->setCurrentIndex(m_model->index(row));
    }
}

void MemoryPage::editBlock(const QString& label)
{
    for (const BlockInfo& block : m_blocks) {
        if (block.label == label) {
            m_panes->showRight();
            m_inspector->setCurrentWidget(m_block);
            m_block->edit(m_agent.id, block);
        }
    }
}

void MemoryPage::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
}

QStringList MemoryPage::breadcrumb() const
{
    QStringList parts{tr("Memory")};
    if (!m_agent.id.isEmpty()) {
        parts << m_agent.name;
    }
    return parts;
}

} // namespace ui
