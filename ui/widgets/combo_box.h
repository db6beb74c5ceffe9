// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QComboBox>

namespace ui {

class Appearance;

/// A combo box with our own chevron. The wheel only scrolls the page, it never changes the choice.
class ComboBox final : public QComboBox {
    Q_OBJECT
public:
    explicit ComboBox(const Appearance& appearance, QWidget* parent = nullptr);

protected:
    void paintEvent(QPaintEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    const Appearance& m_appearance;
};

} // namespace ui
