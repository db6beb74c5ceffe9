// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/bridge/bridge.h"
#include "ui/bridge/context.h"
#include "ui/bridge/wire_resources.h"

#include <QWidget>

class QLabel;

namespace ui {

class ActionButton;
class ChipLabel;
class ElidedLabel;
class FactsGrid;
class LoadForm;
class OperationLine;
class Strip;

/// A model in the inspector: its facts, how to load it, what that takes, and doing so.
class ModelInspector final : public QWidget {
    Q_OBJECT
public:
    explicit ModelInspector(const Context& context, QWidget* parent = nullptr);

    void setDevices(const QList<DeviceInfo>& devices);
    void setModel(const ModelInfo& model);
    [[nodiscard]] const QString& modelId() const { return m_model.id; }

private:
    void build();
    void readFacts();
    void showFacts();
    void addBuild();
    void showState();
    void load();
    void unload();
    void remove();
    void take(const QJsonObject& model);

    Context m_context;
    ModelInfo m_model;
    ElidedLabel* m_title;
    QLabel* m_quantization;
    ChipLabel* m_chip;
    FactsGrid* m_facts;
    LoadForm* m_form;
    OperationLine* m_operation;
    Strip* m_strip;
    ActionButton* m_load;
    ActionButton* m_unload;
    ActionButton* m_remove;
    QJsonObject m_inspected; ///< what models.get says of the file; empty until it came
    RequestSlot m_reading;
};

} // namespace ui
