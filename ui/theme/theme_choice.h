// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPalette>
#include <QString>

namespace ui {

/// Which theme to use: what was asked for, else the setting, else as light or dark as the desktop's
/// own palette. Unknown names count as not given.
QString chooseTheme(const QString& asked, const QString& setting, const QPalette& desktop);

} // namespace ui
