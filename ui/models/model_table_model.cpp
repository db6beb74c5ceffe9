// SPDX-License-Identifier: Apache-2.0
#include "ui/models/model_table_model.h"

#include "ui/text/format.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <algorithm>

namespace ui {

QString modelStateText(const ModelInfo& model)
{
    const auto say = [](const char* text) { return QCoreApplication::translate("Model", text); };
    if (!model.present) {
        return say("File is missing");
    }
    if (model.state == QLatin1String("loading")) {
        return say("Loading");
    }
    if (model.state == QLatin1String("loaded")) {
        return model.device.isEmpty() ? say("Loaded") : say("Loaded on %1").arg(model.device);
    }
    return {};
}

ModelTableModel::ModelTableModel(Bridge& bridge, QObject* parent)
    : QAbstractTableModel(parent)
    , m_bridge(bridge)
{
    connect(&bridge, &Bridge::modelChanged, this, &ModelTableModel::read);
    connect(&bridge, &Bridge::modelDeleted, this, &ModelTableModel::read);
    connect(&bridge, &Bridge::resyncNeeded, this, &ModelTableModel::read);
}

void ModelTableModel::read()
{
    m_bridge.call(m_reading, QStringLiteral("models.list"), {}, this, [this](const Reply& reply) {
        if (!reply) {
            Q_EMIT failed(reply.error());
            return;
        }
        beginResetModel();
        m_models.clear();
        for (const QJsonValue& value : reply->value(QLatin1String("data")).toArray()) {
            m_models.append(ModelInfo::from(value.toObject()));
        }
        endResetModel();
        Q_EMIT modelsRead();
    });
}

int ModelTableModel::rowOf(const QString& model) const
{
    const auto found = std::find_if(m_models.begin(), m_models.end(),
        [&model](const ModelInfo& known) { return known.id == model; });
    return found == m_models.end() ? -1 : static_cast<int>(found - m_models.begin());
}

int ModelTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_models.size());
}

int ModelTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : columns;
}

QString ModelTableModel::cellText(const ModelInfo& model, int column)
{
    switch (column) {
    case NameColumn:
        return model.name;
    case ParametersColumn:
        return parameterText(model.parameters);
    case SizeColumn:
        return gibText(model.sizeBytes);
    case ContextColumn:
        return groupedNumber(model.contextLength);
    case StateColumn:
        return modelStateText(model);
    default:
        return {};
    }
}

QVariant ModelTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const ModelInfo& model = m_models[index.row()];
    switch (role) {
    case Qt::DisplayRole:
        return cellText(model, index.column());
    case Qt::ToolTipRole:
        return model.path;
    case IdRole:
        return model.id;
    case QuantizationRole:
        return model.quantization;
    case LoadedRole:
        return model.state == QLatin1String("loaded");
    case MissingRole:
        return !model.present;
    default:
        return {};
    }
}

QVariant ModelTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    const QStringList names{tr("Model"), tr("Parameters"), tr("GiB"), tr("Context"), tr("State")};
    return section >= 0 && section < names.size() ? names[section] : QVariant();
}

} // namespace ui
