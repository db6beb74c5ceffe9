// SPDX-License-Identifier: Apache-2.0
#include "ui/frame/program.h"

#include "ui/session/spine_accessible.h"

#include <QApplication>
#include <QStyleFactory>

// Outside the namespace, as Qt demands: a static library's resources are not found by themselves.
static void loadResources()
{
    Q_INIT_RESOURCE(holdfast_ui);
}

namespace ui {

void prepareProgram()
{
    loadResources();
    QAccessible::installFactory(makeSpineAccessible);
    QApplication::setApplicationName(QStringLiteral("holdfast"));
    QApplication::setApplicationDisplayName(QStringLiteral("Holdfast"));
    QApplication::setDesktopFileName(QStringLiteral("holdfast"));
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
}

} // namespace ui
