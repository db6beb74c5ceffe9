// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/combo_box.h"

#include "ui/theme/appearance.h"

#include <QListView>
#include <QPainter>
#include <QWheelEvent>

namespace ui {

namespace {

constexpr int chevronSize = 14;

} // namespace

ComboBox::ComboBox(const Appearance& appearance, QWidget* parent)
    : QComboBox(parent)
    , m_appearance(appearance)
{
    setView(new QListView(this));
    setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    setMinimumContentsLength(6);
}

void ComboBox::paintEvent(QPaintEvent* event)
{
    QComboBox::paintEvent(event);
    QPainter painter(this);
    m_appearance.drawIcon(painter, QStringLiteral("cd"),
        QRectF(width() - chevronSize - 8, 0, chevronSize, height()), chevronSize,
        m_appearance.color(isEnabled() ? Token::Text2 : Token::Text3));
}

void ComboBox::wheelEvent(QWheelEvent* event)
{
    event->ignore();
}

} // namespace ui
