// SPDX-License-Identifier: Apache-2.0
#include "ui/frame/rail.h"

#include "ui/theme/appearance.h"
#include "ui/widgets/labels.h"

#include <QPainter>
#include <QVBoxLayout>

namespace ui {

namespace {

constexpr int wideWidth = 71;
constexpr int narrowWidth = 47;
constexpr int wideHeight = 52;
constexpr int narrowHeight = 40;
constexpr int iconSide = 20;
constexpr int edgeWidth = 3;

} // namespace

RailButton::RailButton(
    const Appearance& appearance, const QString& icon, const QString& name, QWidget* parent)
    : QAbstractButton(parent)
    , m_appearance(appearance)
    , m_icon(icon)
{
    setText(name);
    setAccessibleName(name);
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setFont(appearance.font(FontRole::Label));
}

void RailButton::setNarrow(bool narrow)
{
    m_narrow = narrow;
    setFixedSize(sizeHint());
    update();
}

QSize RailButton::sizeHint() const
{
    return m_narrow ? QSize(narrowWidth, narrowHeight) : QSize(wideWidth, wideHeight);
}

void RailButton::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF ground = QRectF(rect()).adjusted(5, 0, -5, 0);
    if (isChecked() || underMouse()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_appearance.color(isChecked() ? Token::Selected : Token::Hover));
        painter.drawRoundedRect(ground, 5, 5);
    }
    if (isChecked()) {
        painter.fillRect(QRectF(0, 8, edgeWidth, height() - 16), m_appearance.color(Token::Accent));
    }
    if (hasFocus()) {
        painter.setPen(QPen(m_appearance.color(Token::Focus), 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(ground.adjusted(1, 1, -1, -1), 5, 5);
    }
    const QColor ink = m_appearance.color(isChecked() ? Token::AccentText : Token::Text2);
    const QRectF iconRect = m_narrow ? QRectF(rect()) : QRectF(0, 6, width(), iconSide + 4);
    m_appearance.drawIcon(painter, m_icon, iconRect, iconSide, ink);
    if (!m_narrow) {
        painter.setFont(font());
        painter.setPen(ink);
        painter.drawText(QRect(0, 30, width(), 18), Qt::AlignHCenter | Qt::AlignVCenter, text());
    }
}

void RailButton::enterEvent(QEnterEvent*)
{
    update();
}

void RailButton::leaveEvent(QEvent*)
{
    update();
}

Rail::Rail(const Appearance& appearance, QWidget* parent)
    : QWidget(parent)
    , m_appearance(appearance)
    , m_column(new QVBoxLayout(this))
{
    setGround(this, "window");
    m_column->setContentsMargins(0, 8, 0, 8);
    m_column->setSpacing(2);
    m_column->addStretch(1);
}

void Rail::addPage(const QString& icon, const QString& name, const QString& key)
{
    auto* button = new RailButton(m_appearance, icon, name);
    button->setToolTip(QStringLiteral("%1 (%2)").arg(name, key));
    button->setNarrow(false);
    const int page = static_cast<int>(m_buttons.size());
    m_buttons.append(button);
    m_column->insertWidget(page, button);
    connect(button, &QAbstractButton::clicked, this, [this, page] { Q_EMIT pageChosen(page); });
}

void Rail::setCurrent(int page)
{
    for (int i = 0; i < m_buttons.size(); ++i) {
        m_buttons[i]->setChecked(i == page);
    }
}

void Rail::setNarrow(bool narrow)
{
    for (RailButton* button : m_buttons) {
        button->setNarrow(narrow);
    }
    setFixedWidth(narrow ? narrowWidth : wideWidth);
}

} // namespace ui
