// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QCheckBox>

namespace ui {

class Appearance;

/// A check box with a border that is seen in every theme.
class CheckBox final : public QCheckBox {
    Q_OBJECT
public:
    CheckBox(const Appearance& appearance, const QString& text, QWidget* parent = nullptr);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Appearance& m_appearance;
};

} // namespace ui
