// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

class QLabel;
class QVBoxLayout;

namespace ui {

class ActionButton;
class Appearance;

/// A page or list with nothing in it: a fact, and one verb that changes it.
class EmptyState final : public QWidget {
    Q_OBJECT
public:
    EmptyState(const Appearance& appearance, const QString& fact, const QString& verb = {},
        QWidget* parent = nullptr);
    void setFact(const QString& fact);

Q_SIGNALS:
    void verbChosen();

private:
    QLabel* m_fact;
};

} // namespace ui
