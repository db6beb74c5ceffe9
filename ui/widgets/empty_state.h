// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

class QLabel;

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

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void fit();

    QLabel* m_fact;
};

} // namespace ui
