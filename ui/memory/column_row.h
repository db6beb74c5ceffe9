// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractButton>

namespace ui {

class Appearance;

/// A row of a side column: icon, name, and a figure at the right end. Chosen rows have the accent
/// edge.
class ColumnRow final : public QAbstractButton {
    Q_OBJECT
public:
    ColumnRow(const Appearance& appearance, const QString& icon, const QString& name,
        QWidget* parent = nullptr);

    void setFigure(const QString& figure);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    const Appearance& m_appearance;
    QString m_icon;
    QString m_figure;
};

} // namespace ui
