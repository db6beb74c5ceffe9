// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractButton>

namespace ui {

class Appearance;

/// A square button of 28 pixels with an icon of 18; its name is tool tip and accessible name.
class IconButton final : public QAbstractButton {
    Q_OBJECT
public:
    IconButton(const Appearance& appearance, const QString& icon, const QString& name,
        QWidget* parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    const Appearance& m_appearance;
    QString m_icon;
};

} // namespace ui
