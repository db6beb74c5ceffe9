// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace ui {

/// What has to be said to Qt before the application object is made: resources, style, names.
void prepareProgram();

} // namespace ui
