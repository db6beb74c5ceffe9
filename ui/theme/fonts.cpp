// SPDX-License-Identifier: Apache-2.0
#include "ui/theme/fonts.h"

#include <QStringList>

#include <cmath>

namespace ui {

namespace {

enum class Family { Text, Display, Mono };

struct RoleShape {
    Family family;
    int size;
    int lineHeight;
    QFont::Weight weight;
};

RoleShape shapeOf(FontRole role)
{
    switch (role) {
    case FontRole::PageTitle:
        return {Family::Display, 20, 28, QFont::DemiBold};
    case FontRole::DetailTitle:
        return {Family::Text, 16, 22, QFont::DemiBold};
    case FontRole::Reading:
        return {Family::Text, 14, 21, QFont::Normal};
    case FontRole::Interface:
        return {Family::Text, 13, 18, QFont::Normal};
    case FontRole::Name:
        return {Family::Text, 13, 18, QFont::Medium};
    case FontRole::Heading:
        return {Family::Text, 13, 18, QFont::DemiBold};
    case FontRole::Second:
        return {Family::Text, 12, 16, QFont::Normal};
    case FontRole::Label:
        return {Family::Text, 11, 14, QFont::Medium};
    case FontRole::Figure:
        return {Family::Mono, 12, 17, QFont::Normal};
    case FontRole::SmallFigure:
        return {Family::Mono, 11, 15, QFont::Normal};
    }
    return {Family::Text, 13, 18, QFont::Normal};
}

QStringList families(Family family)
{
    const QStringList text{QStringLiteral("Inter"), QStringLiteral("Noto Sans"),
        QStringLiteral("DejaVu Sans"), QStringLiteral("sans-serif")};
    switch (family) {
    case Family::Text:
        return text;
    case Family::Display:
        return QStringList{QStringLiteral("Inter Display")} + text;
    case Family::Mono:
        return {QStringLiteral("JetBrains Mono"), QStringLiteral("DejaVu Sans Mono"),
            QStringLiteral("monospace")};
    }
    return text;
}

} // namespace

QFont fontOf(FontRole role, double scale)
{
    const RoleShape shape = shapeOf(role);
    QFont font;
    font.setFamilies(families(shape.family));
    font.setPixelSize(static_cast<int>(std::lround(shape.size * scale)));
    font.setWeight(shape.weight);
    if (shape.family == Family::Mono) {
        // Ligatures would show other bytes than there are: != must stay two signs.
        font.setStyleStrategy(QFont::PreferNoShaping);
        font.setStyleHint(QFont::Monospace);
    }
    return font;
}

int lineHeightOf(FontRole role, double scale)
{
    return static_cast<int>(std::lround(shapeOf(role).lineHeight * scale));
}

} // namespace ui
