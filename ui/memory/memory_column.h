// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/bridge/context.h"
#include "ui/bridge/wire_resources.h"
#include "ui/bridge/wire_types.h"

#include <QWidget>

class QVBoxLayout;

namespace ui {

class AgentChooser;
class ColumnRow;

/// The left column of the memory page: whose memory, which kinds, and the blocks that are always in
/// context with the bytes they use.
class MemoryColumn final : public QWidget {
    Q_OBJECT
public:
    explicit MemoryColumn(const Context& context, QWidget* parent = nullptr);

    void setAgent(const AgentInfo& agent);
    void setBlocks(const QList<BlockInfo>& blocks);

Q_SIGNALS:
    void agentChosen(const QString& agent);
    void kindChosen(const QString& kind); ///< empty: all
    void blockChosen(const QString& label);
    void newBlockRequested();

private:
    void buildKinds(QVBoxLayout* column);

    Context m_context;
    AgentChooser* m_chooser;
    QList<ColumnRow*> m_kinds;
    QList<ColumnRow*> m_blocks;
    QVBoxLayout* m_blockRows;
    ColumnRow* m_newBlock;
};

} // namespace ui
