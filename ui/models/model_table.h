// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QHeaderView>
#include <QTableView>

namespace ui {

class Appearance;
class ModelTableModel;

/// The table of models: rows of 36, figures right-aligned in monospace, no grid but hairlines. As
/// high as its rows, so that the page scrolls and not the table.
class ModelTable final : public QTableView {
    Q_OBJECT
public:
    ModelTable(const Appearance& appearance, ModelTableModel* model, QWidget* parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    const Appearance& m_appearance;
};

} // namespace ui
