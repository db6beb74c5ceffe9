// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/bridge/bridge.h"
#include "ui/bridge/context.h"
#include "ui/bridge/wire_resources.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QSpinBox;
class QVBoxLayout;

namespace ui {

class AmountBar;
class AmountLegend;
class ComboBox;

/// How a model is to be loaded, and what memory that takes, estimated by the runtime before.
class LoadForm final : public QWidget {
    Q_OBJECT
public:
    explicit LoadForm(const Context& context, QWidget* parent = nullptr);

    void setDevices(const QList<DeviceInfo>& devices);
    void setModel(const ModelInfo& model);
    /// The parameters of models.load, without model and operation.
    [[nodiscard]] QJsonObject options() const;
    /// Why it cannot be loaded so; empty when it fits.
    [[nodiscard]] QString blockedReason() const { return m_blocked; }

Q_SIGNALS:
    void estimated();

private:
    void build();
    void estimate();
    void showEstimate(const QJsonObject& estimate);
    void showRefusal(const core::Error& error);

    Context m_context;
    ModelInfo m_model;
    ComboBox* m_device;
    QSpinBox* m_contextTokens;
    ComboBox* m_kv;
    QSpinBox* m_threads;
    QLabel* m_verdict;
    QLabel* m_amounts;
    AmountBar* m_bar;
    AmountLegend* m_legend;
    QTimer m_pause;
    QString m_blocked;
    RequestSlot m_estimating;
};

} // namespace ui
