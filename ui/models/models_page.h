// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/bridge/bridge.h"
#include "ui/bridge/wire_resources.h"
#include "ui/frame/page.h"

class QStackedWidget;

namespace ui {

class DeviceList;
class EmptyState;
class ModelInspector;
class ModelTable;
class ModelTableModel;
class OperationLine;
class SectionBar;
class Strip;

/// What runs here, what fits, and why not.
class ModelsPage final : public Page {
    Q_OBJECT
public:
    explicit ModelsPage(const Context& context, QWidget* parent = nullptr);

    void start() override;
    [[nodiscard]] QStringList breadcrumb() const override;
    [[nodiscard]] PaneHost* panes() const override { return m_panes; }
    /// Asks for a file to add.
    void addFromFile();
    /// Adds these files, one after the other.
    void import(const QStringList& paths);

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void build();
    QWidget* buildContent();
    void connectParts();
    void readDevices();
    void showModels();
    void importNext();
    void choose(int row);

    Context m_context;
    PaneHost* m_panes = nullptr;
    SectionBar* m_devicesBar;
    DeviceList* m_devices;
    SectionBar* m_modelsBar;
    Strip* m_strip;
    OperationLine* m_operation;
    ModelTableModel* m_model;
    ModelTable* m_table;
    EmptyState* m_empty;
    ModelInspector* m_detail;
    EmptyState* m_nothingChosen;
    QStackedWidget* m_inspector;
    QList<DeviceInfo> m_known;
    QStringList m_waiting; ///< paths still to import
    QString m_chosen;
    bool m_modelsRead = false;
    RequestSlot m_readingDevices;
};

} // namespace ui
