// SPDX-License-Identifier: Apache-2.0
#include "ui/frame/window_settings.h"

#include <QSettings>
#include <QStandardPaths>

namespace ui {

namespace {

constexpr double fontScaleMin = 0.9;
constexpr double fontScaleMax = 1.5;

QString settingsPath()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation)
        + QStringLiteral("/holdfast/window.ini");
}

} // namespace

WindowSettings::Values WindowSettings::load()
{
    const QSettings settings(settingsPath(), QSettings::IniFormat);
    Values values;
    values.geometry = settings.value(QStringLiteral("window/geometry")).toByteArray();
    values.page = settings.value(QStringLiteral("window/page"), 0).toInt();
    values.theme = settings.value(QStringLiteral("look/theme")).toString();
    values.fontScale = qBound(fontScaleMin,
        settings.value(QStringLiteral("look/font_scale"), 1.0).toDouble(), fontScaleMax);
    return values;
}

void WindowSettings::save(const Values& values)
{
    QSettings settings(settingsPath(), QSettings::IniFormat);
    settings.setValue(QStringLiteral("window/geometry"), values.geometry);
    settings.setValue(QStringLiteral("window/page"), values.page);
    settings.setValue(QStringLiteral("look/theme"), values.theme);
    settings.setValue(QStringLiteral("look/font_scale"), values.fontScale);
}

} // namespace ui
