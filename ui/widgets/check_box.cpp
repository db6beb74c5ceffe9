// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/check_box.h"

#include "ui/theme/appearance.h"

#include <QPainter>

namespace ui {

namespace {

constexpr int boxSide = 15;
constexpr int checkSide = 13;
constexpr int gap = 8;
constexpr double cornerRadius = 3;

} // namespace

CheckBox::CheckBox(const Appearance& appearance, const QString& text, QWidget* parent)
    : QCheckBox(text, parent)
    , m_appearance(appearance)
{
    setAccessibleName(text);
}

void CheckBox::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box(1.5, (height() - boxSide) / 2 + 0.5, boxSide, boxSide);
    const bool filled = isChecked() && isEnabled();
    painter.setPen(m_appearance.color(filled ? Token::Accent : Token::Control));
    painter.setBrush(m_appearance.color(filled ? Token::Accent
            : isEnabled()                      ? Token::Raised
                                               : Token::Window));
    painter.drawRoundedRect(box, cornerRadius, cornerRadius);
    if (isChecked()) {
        m_appearance.drawIcon(painter, QStringLiteral("check"), box, checkSide,
            m_appearance.color(filled ? Token::OnAccent : Token::Text3));
    }
    if (hasFocus()) {
        painter.setPen(QPen(m_appearance.color(Token::Focus), 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(rect().adjusted(0, 1, -1, -1), cornerRadius, cornerRadius);
    }
    painter.setPen(m_appearance.color(isEnabled() ? Token::Text : Token::Text3));
    painter.setFont(font());
    const int left = static_cast<int>(box.right()) + gap;
    painter.drawText(QRect(left, 0, width() - left, height()), Qt::AlignVCenter, text());
}

} // namespace ui
