// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/session/row_view.h"

namespace ui {

/// A message: who, when, and the text at reading size. No bubble.
class MessageRowView final : public RowView {
public:
    MessageRowView(const Appearance& appearance, SpineRow row);
    void paint(QPainter& painter, const RowPaint& paint) const override;
    [[nodiscard]] QString spokenText() const override;

protected:
    int place(int textWidth) override;

private:
    [[nodiscard]] QString stateText() const;
};

} // namespace ui
