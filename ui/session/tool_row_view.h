// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/session/row_view.h"
#include "ui/theme/theme.h"

namespace ui {

/// A tool call as one framed row: name, state, arguments and result; the two texts fold away.
class ToolRowView final : public RowView {
public:
    ToolRowView(const Appearance& appearance, SpineRow row);
    void paint(QPainter& painter, const RowPaint& paint) const override;
    [[nodiscard]] QRect foldArea() const override;
    void toggleFold() override;
    void takeState(const RowView& earlier) override;
    [[nodiscard]] QString spokenText() const override;
    [[nodiscard]] bool isFolded() const { return m_folded; }

protected:
    int place(int textWidth) override;

private:
    enum Part { Arguments, Output };
    [[nodiscard]] RunState state() const;
    [[nodiscard]] QString stateName() const;
    void paintHead(QPainter& painter) const;
    void paintSection(QPainter& painter, Part part, const QString& title) const;
    int paintHeadRight(QPainter& painter, int right) const;

    bool m_folded = true;
    bool m_toggled = false; ///< a person folded or unfolded it
};

} // namespace ui
