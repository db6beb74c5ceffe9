// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/session/spine_row.h"
#include "ui/session/text_flow.h"

#include <QRect>

#include <memory>
#include <vector>

class QPainter;

namespace ui {

class Appearance;

/// A place in the spine's texts: which row, which of its texts, which character.
struct SpinePosition {
    int row = 0;
    int part = 0;
    qsizetype character = 0;
    auto operator<=>(const SpinePosition&) const = default;
};

/// What a row needs to know to paint itself.
struct RowPaint {
    bool focused = false; ///< the item that keys act on
    bool viewFocused = false; ///< the spine has the keyboard
    SpinePosition selectionFirst;
    SpinePosition selectionLast; ///< exclusive; none when equal to first
    int row = 0;
    int clipTop = 0; ///< in the row's coordinates
    int clipBottom = 0;
};

/// A row of the spine with its cached layout. Coordinates are the row's own, from its top left; the
/// line of the spine runs at RowView::lineX.
class RowView {
public:
    static constexpr int lineX = 32;
    static constexpr int textX = 56;
    static constexpr int measureMax = 760;
    static constexpr int timeWidth = 64; ///< right of the text
    static constexpr int gapBelow = 14;

    /// A text and where it stands.
    struct PlacedText {
        TextFlow flow;
        QPoint at;
        bool shown = true;
    };

    RowView(const Appearance& appearance, SpineRow row);
    virtual ~RowView() = default;
    RowView(const RowView&) = delete;
    RowView& operator=(const RowView&) = delete;

    /// Lays out again for a width and returns the height, with the gap below.
    int layout(int width);
    virtual void paint(QPainter& painter, const RowPaint& paint) const = 0;
    /// Where a click or Enter folds and unfolds; empty when the row does not fold.
    [[nodiscard]] virtual QRect foldArea() const { return {}; }
    virtual void toggleFold() { }
    /// Takes over what a person did to the row that this one replaces.
    virtual void takeState(const RowView&) { }
    virtual void appendText(const QString& text);

    [[nodiscard]] const SpineRow& row() const { return m_row; }
    [[nodiscard]] int height() const { return m_height; }
    [[nodiscard]] const std::vector<PlacedText>& texts() const { return m_texts; }
    /// What a screen reader says, and what copying the item gives.
    [[nodiscard]] virtual QString spokenText() const = 0;
    /// The layout as text, for tests.
    [[nodiscard]] virtual QString dump() const;

protected:
    virtual int place(int textWidth) = 0;
    void drawTexts(QPainter& painter, const RowPaint& paint, const QColor& ink) const;
    void drawNode(QPainter& painter, int y, const QString& icon, const QColor& fill,
        const QColor& edge, const QColor& ink) const;
    void drawTime(QPainter& painter, int y) const;
    [[nodiscard]] TextFlow::Selection selectionOf(const RowPaint& paint, int part) const;

    const Appearance& m_appearance;
    SpineRow m_row;
    std::vector<PlacedText> m_texts;
    int m_width = 0;
    int m_textWidth = 0;
    int m_height = 0;
};

/// The view that fits the row's kind.
std::unique_ptr<RowView> makeRowView(const Appearance& appearance, const SpineRow& row);

} // namespace ui
