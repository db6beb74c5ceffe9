// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/bridge/bridge.h"
#include "ui/bridge/context.h"
#include "ui/bridge/wire_types.h"

#include <QWidget>

class QCheckBox;
class QGridLayout;
class QLineEdit;
class QPlainTextEdit;

namespace ui {

class ActionButton;
class ComboBox;
class SamplingFields;
class SectionBar;
class Strip;

/// An agent's identity as a form: a new one, or the next version of one that exists.
class AgentForm final : public QWidget {
    Q_OBJECT
public:
    explicit AgentForm(const Context& context, QWidget* parent = nullptr);

    void startNew();
    void startEdit(const AgentInfo& agent);
    [[nodiscard]] SectionBar* bar() const { return m_bar; }
    /// The name of the agent that is edited; empty for a new one.
    [[nodiscard]] const QString& agentName() const { return m_agent.name; }

Q_SIGNALS:
    void saved(const QString& agent);
    void deleted(const QString& agent);
    void cancelled();

private:
    void build();
    QWidget* buildFields();
    QWidget* buildTools();
    QWidget* buildButtons();
    void addRow(QGridLayout* grid, const QString& name, QWidget* field, const QString& hint = {});
    void fill(const AgentInfo& agent);
    void readModels(const QString& chosen);
    void chooseDirectory();
    void save();
    void erase();
    [[nodiscard]] QJsonObject values() const;
    void updateSave();
    void updateFileTools();

    Context m_context;
    AgentInfo m_agent; ///< what is edited; no id for a new one
    SectionBar* m_bar;
    Strip* m_strip;
    QLineEdit* m_name;
    QPlainTextEdit* m_instructions;
    ComboBox* m_model;
    QLineEdit* m_directory;
    SamplingFields* m_sampling;
    QList<QCheckBox*> m_tools;
    ActionButton* m_save;
    ActionButton* m_delete;
    RequestSlot m_readingModels;
    RequestSlot m_saving;
};

} // namespace ui
