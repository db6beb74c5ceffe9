// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme/fonts.h"

#include <QWidget>

class QGridLayout;

namespace ui {

class Appearance;

/// Names on the left, what is so on the right. Rebuilt when the facts change.
class FactsGrid final : public QWidget {
    Q_OBJECT
public:
    explicit FactsGrid(
        const Appearance& appearance, int nameWidth = 108, QWidget* parent = nullptr);

    void clear();
    /// Figures, paths and ids take FontRole::Figure; their long texts are cut in the middle.
    void addFact(const QString& name, const QString& value, FontRole role = FontRole::Second);

private:
    const Appearance& m_appearance;
    int m_nameWidth;
    QGridLayout* m_grid;
    int m_rows = 0;
};

} // namespace ui
