// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/session/row_view.h"

namespace ui {

/// The end of a turn: what it cost, in one quiet line, or how it failed, in words.
class NoteRowView final : public RowView {
public:
    NoteRowView(const Appearance& appearance, SpineRow row);
    void paint(QPainter& painter, const RowPaint& paint) const override;
    [[nodiscard]] QString spokenText() const override;

protected:
    int place(int textWidth) override;

private:
    [[nodiscard]] bool isNotice() const { return m_row.kind == SpineRow::Kind::Notice; }
    void paintNotice(QPainter& painter) const;
};

} // namespace ui
