// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/bridge/bridge.h"
#include "ui/bridge/context.h"

#include <QWidget>

class QPlainTextEdit;

namespace ui {

class ActionButton;
class ComboBox;
class Strip;

/// A fact that a person tells: its text and its kind.
class RememberForm final : public QWidget {
    Q_OBJECT
public:
    explicit RememberForm(const Context& context, QWidget* parent = nullptr);
    void start(const QString& agent);

Q_SIGNALS:
    void saved(const QString& record);
    void cancelled();

private:
    void showState();
    void save();

    Context m_context;
    QString m_agent;
    QPlainTextEdit* m_text;
    ComboBox* m_kind;
    Strip* m_strip;
    ActionButton* m_save;
    RequestSlot m_saving;
};

} // namespace ui
