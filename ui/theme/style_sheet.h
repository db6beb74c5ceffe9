// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace ui {

class Theme;

/// The style sheet of the standard widgets: fields, lists, scroll bars, menus, tool tips. What has
/// states of its own is painted by its widget.
QString styleSheetOf(const Theme& theme);

} // namespace ui
