// SPDX-License-Identifier: Apache-2.0
#include "ui/memory/memory_column.h"

#include "ui/agents/agent_chooser.h"
#include "ui/memory/column_row.h"
#include "ui/memory/record_list_model.h"
#include "ui/text/format.h"
#include "ui/theme/appearance.h"
#include "ui/widgets/labels.h"

#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

namespace ui {

namespace {

QLabel* sectionLabel(const Appearance& appearance, const QString& text)
{
    QLabel* label = makeLabel(appearance, FontRole::Label, text, Tone::Second);
    label->setContentsMargins(16, 12, 16, 4);
    return label;
}

} // namespace

MemoryColumn::MemoryColumn(const Context& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_chooser(new AgentChooser(context, AgentChooser::NewAgent::Absent))
    , m_blockRows(new QVBoxLayout)
    , m_newBlock(new ColumnRow(context.appearance, QStringLiteral("plus"), tr("New block")))
{
    setGround(this, "window");
    auto* inner = new QWidget;
    auto* rows = new QVBoxLayout(inner);
    rows->setContentsMargins(0, 0, 0, 12);
    rows->setSpacing(0);
    rows->addWidget(sectionLabel(context.appearance, tr("Kinds")));
    buildKinds(rows);
    rows->addWidget(sectionLabel(context.appearance, tr("Always in context")));
    m_blockRows->setSpacing(0);
    rows->addLayout(m_blockRows);
    m_newBlock->setCheckable(false);
    rows->addWidget(m_newBlock);
    rows->addStretch(1);
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidget(inner);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    inner->setAutoFillBackground(false);
    scroll->viewport()->setAutoFillBackground(false);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(10, 8, 10, 0);
    head->addWidget(m_chooser);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(head);
    column->addWidget(scroll, 1);
    connect(m_chooser, &AgentChooser::chosen, this, &MemoryColumn::agentChosen);
    connect(m_newBlock, &QAbstractButton::clicked, this, &MemoryColumn::newBlockRequested);
}

void MemoryColumn::buildKinds(QVBoxLayout* column)
{
    const QList<std::pair<QString, QString>> kinds{{QString(), QStringLiteral("memory")},
        {QStringLiteral("semantic"), QStringLiteral("db")},
        {QStringLiteral("episodic"), QStringLiteral("history")},
        {QStringLiteral("procedural"), QStringLiteral("list")},
        {QStringLiteral("preference"), QStringLiteral("user")}};
    for (const auto& [kind, icon] : kinds) {
        auto* row = new ColumnRow(
            m_context.appearance, icon, kind.isEmpty() ? tr("All memory") : recordKindText(kind));
        column->addWidget(row);
        m_kinds.append(row);
        connect(row, &QAbstractButton::clicked, this, [this, row, kind = kind] {
            for (ColumnRow* other : m_kinds) {
                other->setChecked(other == row);
            }
            Q_EMIT kindChosen(kind);
        });
    }
    m_kinds.first()->setChecked(true);
}

void MemoryColumn::setAgent(const AgentInfo& agent)
{
    const bool none = agent.id.isEmpty();
    m_chooser->setChosen(
        none ? tr("No agent") : agent.name, none ? QString() : tr("What it keeps"));
    m_newBlock->setVisible(!none);
}

void MemoryColumn::setBlocks(const QList<BlockInfo>& blocks)
{
    for (ColumnRow* row : m_blocks) {
        row->hide();
        row->deleteLater();
    }
    m_blocks.clear();
    for (const BlockInfo& block : blocks) {
        auto* row = new ColumnRow(m_context.appearance, QStringLiteral("pin"), block.label);
        row->setCheckable(false);
        row->setFigure(QStringLiteral("%1 / %2").arg(
            groupedNumber(block.text.toUtf8().size()), groupedNumber(block.limitBytes)));
        m_blockRows->addWidget(row);
        m_blocks.append(row);
        connect(row, &QAbstractButton::clicked, this,
            [this, label = block.label] { Q_EMIT blockChosen(label); });
    }
}

} // namespace ui
