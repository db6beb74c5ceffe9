// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/bridge/bridge.h"
#include "ui/bridge/wire_resources.h"

#include <QAbstractTableModel>

namespace ui {

/// The workspace's model files, one row each.
class ModelTableModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { NameColumn, ParametersColumn, SizeColumn, ContextColumn, StateColumn };
    static constexpr int columns = 5;
    enum Role { IdRole = Qt::UserRole + 1, QuantizationRole, LoadedRole, MissingRole };

    explicit ModelTableModel(Bridge& bridge, QObject* parent = nullptr);

    void read();
    [[nodiscard]] const QList<ModelInfo>& models() const { return m_models; }
    [[nodiscard]] int rowOf(const QString& model) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(
        int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    void modelsRead();
    void failed(const core::Error& error);

private:
    [[nodiscard]] static QString cellText(const ModelInfo& model, int column);

    Bridge& m_bridge;
    QList<ModelInfo> m_models;
    RequestSlot m_reading;
};

/// "Loaded on cpu", "Loading", "File is missing", or empty.
QString modelStateText(const ModelInfo& model);

} // namespace ui
