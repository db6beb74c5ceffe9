// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/bridge/bridge.h"
#include "ui/bridge/context.h"

#include <QWidget>

class QLabel;

namespace ui {

class ActionButton;
class AmountBar;

/// A long piece of work with its measured progress and a way to stop it. Shows itself while the
/// work runs.
class OperationLine final : public QWidget {
    Q_OBJECT
public:
    explicit OperationLine(const Context& context, QWidget* parent = nullptr);

    /// Begins to follow; returns the operation's name to give to the runtime.
    QString begin(const QString& what);
    void end();
    [[nodiscard]] bool isRunning() const { return !m_operation.isEmpty(); }

private:
    void showProgress(const QJsonObject& progress);
    void cancel();

    Context m_context;
    QString m_operation;
    QString m_what;
    QLabel* m_text;
    QLabel* m_figures;
    AmountBar* m_bar;
    ActionButton* m_cancel;
};

} // namespace ui
