// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/bridge/wire_resources.h"

#include <QWidget>

class QVBoxLayout;

namespace ui {

class Appearance;

/// The devices a model can run on: what it is, whether it can be used, and why or why not.
class DeviceList final : public QWidget {
    Q_OBJECT
public:
    explicit DeviceList(const Appearance& appearance, QWidget* parent = nullptr);
    /// `inUse` names the devices on which a model is loaded.
    void setDevices(const QList<DeviceInfo>& devices, const QStringList& inUse);

private:
    QWidget* makeRow(const DeviceInfo& device, bool inUse);

    const Appearance& m_appearance;
    QVBoxLayout* m_rows;
};

} // namespace ui
