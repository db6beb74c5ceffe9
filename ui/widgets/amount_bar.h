// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QColor>
#include <QList>
#include <QWidget>

namespace ui {

class Appearance;

/// A bar of amounts against a whole: solid is here, hatched is not yet. For memory estimates and
/// measured progress. Segments are parted by a hairline of the ground.
class AmountBar final : public QWidget {
    Q_OBJECT
public:
    enum class Fill { Solid, Hatched };
    struct Segment {
        QString name;
        double amount = 0;
        QColor color;
        Fill fill = Fill::Solid;
    };

    AmountBar(const Appearance& appearance, int barHeight, QWidget* parent = nullptr);

    /// `whole` is what the full width stands for, in the segments' unit. `spoken` is the sentence
    /// for a screen reader.
    void setSegments(const QList<Segment>& segments, double whole, const QString& spoken);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Appearance& m_appearance;
    int m_barHeight;
    QList<Segment> m_segments;
    double m_whole = 0;
};

} // namespace ui
