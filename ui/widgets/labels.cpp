// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/labels.h"

#include "ui/theme/appearance.h"

#include <QFrame>
#include <QLabel>

namespace ui {

QLabel* makeLabel(
    const Appearance& appearance, FontRole role, const QString& text, Tone tone, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setFont(appearance.font(role));
    if (tone != Tone::Body) {
        label->setProperty("tone", QLatin1String(tone == Tone::Second ? "second" : "third"));
    }
    return label;
}

QLabel* makeWrappedLabel(
    const Appearance& appearance, FontRole role, const QString& text, Tone tone, QWidget* parent)
{
    QLabel* label = makeLabel(appearance, role, text, tone, parent);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setMinimumWidth(40);
    return label;
}

QFrame* makeHairline(Qt::Orientation orientation, QWidget* parent)
{
    auto* line = new QFrame(parent);
    line->setProperty("rule", QStringLiteral("line"));
    if (orientation == Qt::Horizontal) {
        line->setFixedHeight(1);
    } else {
        line->setFixedWidth(1);
    }
    return line;
}

void setGround(QWidget* widget, const char* ground)
{
    widget->setAttribute(Qt::WA_StyledBackground);
    widget->setProperty("ground", QLatin1String(ground));
}

} // namespace ui
