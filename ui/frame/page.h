// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/bridge/context.h"

#include <QStringList>
#include <QWidget>

namespace ui {

class PaneHost;

/// A page of the rail.
class Page : public QWidget {
    Q_OBJECT
public:
    using QWidget::QWidget;

    /// Reads what the page shows. Called once, after the window was painted first.
    virtual void start() = 0;
    /// The page's name, then where in it one is.
    [[nodiscard]] virtual QStringList breadcrumb() const = 0;
    [[nodiscard]] virtual PaneHost* panes() const = 0;

Q_SIGNALS:
    void breadcrumbChanged();
};

} // namespace ui
