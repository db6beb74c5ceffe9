// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/widgets/amount_bar.h"

namespace ui {

/// What the colours of an AmountBar stand for, with their amounts as text. Wraps.
class AmountLegend final : public QWidget {
    Q_OBJECT
public:
    explicit AmountLegend(const Appearance& appearance, QWidget* parent = nullptr);
    /// The names of the segments are shown as they are, so they hold the amounts.
    void setSegments(const QList<AmountBar::Segment>& segments);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] QList<QRect> places(int width) const;

    const Appearance& m_appearance;
    QList<AmountBar::Segment> m_segments;
};

} // namespace ui
