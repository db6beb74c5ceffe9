// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/bridge/bridge.h"
#include "ui/bridge/context.h"
#include "ui/bridge/wire_resources.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QPlainTextEdit;

namespace ui {

class ActionButton;
class Strip;

/// One memory block, edited where it stands: bytes used of bytes allowed while typing, save and
/// revert, delete after a second thought.
class BlockEditor final : public QWidget {
    Q_OBJECT
public:
    explicit BlockEditor(const Context& context, QWidget* parent = nullptr);

    void edit(const QString& agent, const BlockInfo& block);
    void startNew(const QString& agent);
    [[nodiscard]] const QString& label() const { return m_block.label; }
    [[nodiscard]] bool isChanged() const;

Q_SIGNALS:
    void saved(const QString& label);
    void deleted();

private:
    void build();
    void showState();
    void save();
    void revert();
    void erase();

    Context m_context;
    QString m_agent;
    BlockInfo m_block;
    QLabel* m_title;
    QLineEdit* m_label;
    QPlainTextEdit* m_text;
    QLabel* m_used;
    Strip* m_strip;
    ActionButton* m_save;
    ActionButton* m_revert;
    ActionButton* m_delete;
    RequestSlot m_saving;
};

} // namespace ui
