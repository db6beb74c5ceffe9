// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/bridge/bridge.h"
#include "ui/bridge/wire_resources.h"
#include "ui/bridge/wire_types.h"
#include "ui/frame/page.h"

class QLabel;
class QListView;
class QStackedWidget;

namespace ui {

class ActionButton;
class BlockEditor;
class EmptyState;
class MemoryColumn;
class RecordDetail;
class RecordListModel;
class RememberForm;
class SearchField;
class Strip;

/// What an agent remembers, since when, and who said so.
class MemoryPage final : public Page {
    Q_OBJECT
public:
    explicit MemoryPage(const Context& context, QWidget* parent = nullptr);

    void start() override;
    [[nodiscard]] QStringList breadcrumb() const override;
    [[nodiscard]] PaneHost* panes() const override { return m_panes; }
    void focusSearch();

Q_SIGNALS:
    void sessionRequested(const QString& session, const QString& item);

private:
    void build();
    QWidget* buildContent();
    void connectParts();
    void connectForms();
    void chooseAgent(const QString& agent);
    void takeAgent(const AgentInfo& agent);
    void readBlocks();
    void readRecords();
    void showRecords();
    void editBlock(const QString& label);

    Context m_context;
    PaneHost* m_panes = nullptr;
    MemoryColumn* m_column;
    SearchField* m_search;
    QLabel* m_found;
    ActionButton* m_remember;
    Strip* m_strip;
    RecordListModel* m_model;
    QListView* m_list;
    EmptyState* m_empty;
    QStackedWidget* m_stack;
    EmptyState* m_nothingChosen;
    RecordDetail* m_detail;
    BlockEditor* m_block;
    RememberForm* m_form;
    QStackedWidget* m_inspector;
    AgentInfo m_agent;
    QString m_kind;
    QList<BlockInfo> m_blocks;
    RequestSlot m_readingAgent;
    RequestSlot m_readingBlocks;
};

} // namespace ui
