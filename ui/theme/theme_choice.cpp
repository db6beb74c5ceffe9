// SPDX-License-Identifier: Apache-2.0
#include "ui/theme/theme_choice.h"

#include <QStringList>

namespace ui {

namespace {

constexpr int middleLightness = 128;

} // namespace

QString chooseTheme(const QString& asked, const QString& setting, const QPalette& desktop)
{
    const QStringList known{
        QStringLiteral("light"), QStringLiteral("dark"), QStringLiteral("high-contrast")};
    for (const QString& name : {asked, setting}) {
        if (known.contains(name)) {
            return name;
        }
    }
    const bool dark = desktop.color(QPalette::Window).lightness() < middleLightness;
    return dark ? known[1] : known[0];
}

} // namespace ui
