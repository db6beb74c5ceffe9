// SPDX-License-Identifier: Apache-2.0
#include "ui/models/device_list.h"

#include "ui/text/format.h"
#include "ui/theme/appearance.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/labels.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>

namespace ui {

namespace {

constexpr int inset = 20;
constexpr int iconSize = 16;
constexpr int nameWidth = 160;
constexpr int chipColumnWidth = 96;

void setDeviceChip(ChipLabel* chip, const DeviceInfo& device, bool inUse)
{
    if (!device.usable) {
        chip->setState(RunState::Failed, DeviceList::tr("Refused"));
    } else if (inUse) {
        chip->setState(RunState::Running, DeviceList::tr("In use"));
    } else {
        chip->setWord(DeviceList::tr("Usable"));
    }
}

} // namespace

DeviceList::DeviceList(const Appearance& appearance, QWidget* parent)
    : QWidget(parent)
    , m_appearance(appearance)
    , m_rows(new QVBoxLayout(this))
{
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(0);
}

void DeviceList::setDevices(const QList<DeviceInfo>& devices, const QStringList& inUse)
{
    while (QLayoutItem* item = m_rows->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    for (const DeviceInfo& device : devices) {
        m_rows->addWidget(makeRow(device, inUse.contains(device.name)));
    }
}

QWidget* DeviceList::makeRow(const DeviceInfo& device, bool inUse)
{
    auto* row = new QWidget;
    auto* icon = new QLabel;
    icon->setPixmap(iconPixmap(
        QStringLiteral("models"), iconSize, m_appearance.color(Token::Text2), devicePixelRatioF()));
    icon->setContentsMargins(0, 2, 0, 0);
    auto* names = new QVBoxLayout;
    names->setSpacing(1);
    QLabel* title = makeWrappedLabel(
        m_appearance, FontRole::Name, device.title.isEmpty() ? device.name : device.title);
    title->setFixedWidth(nameWidth);
    names->addWidget(title);
    QString second = device.name;
    if (device.memoryBytes > 0) {
        second += QStringLiteral(", ") + byteText(device.memoryBytes);
    }
    names->addWidget(makeLabel(m_appearance, FontRole::Second, second, Tone::Second));
    auto* chip = new ChipLabel(m_appearance);
    setDeviceChip(chip, device, inUse);
    auto* chipColumn = new QWidget;
    chipColumn->setFixedWidth(chipColumnWidth);
    auto* chipRow = new QHBoxLayout(chipColumn);
    chipRow->setContentsMargins(0, 0, 0, 0);
    chipRow->addWidget(chip, 0, Qt::AlignLeft | Qt::AlignTop);
    auto* line = new QHBoxLayout;
    line->setContentsMargins(inset, 8, inset, 8);
    line->setSpacing(14);
    line->addWidget(icon, 0, Qt::AlignTop);
    line->addLayout(names);
    line->addWidget(chipColumn, 0, Qt::AlignTop);
    line->addWidget(makeWrappedLabel(m_appearance, FontRole::Second, device.reason, Tone::Second),
        1, Qt::AlignTop);
    auto* column = new QVBoxLayout(row);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(line);
    column->addWidget(makeHairline(Qt::Horizontal));
    row->setAccessibleName(
        QStringLiteral("%1, %2, %3").arg(title->text(), chip->accessibleName(), device.reason));
    return row;
}

} // namespace ui
