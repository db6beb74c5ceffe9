// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFont>
#include <QPointF>
#include <QString>

#include <memory>
#include <vector>

class QColor;
class QPainter;
class QTextLayout;

namespace ui {

/// A text laid out in a width, paragraph by paragraph, so that streamed text costs one paragraph
/// and not the whole. Positions are characters of text(). GUI thread only.
class TextFlow {
public:
    /// Longer texts show this many characters and a line that says how many more there are.
    static constexpr qsizetype shownCharactersMax = 100'000;

    TextFlow(QFont font, int lineHeight);
    ~TextFlow();
    TextFlow(TextFlow&&) noexcept;
    TextFlow& operator=(TextFlow&&) noexcept;

    void setText(const QString& text);
    void append(const QString& text);
    void setWidth(int width);

    [[nodiscard]] const QString& text() const { return m_text; }
    [[nodiscard]] int height() const;
    /// The widest line, in pixels.
    [[nodiscard]] int naturalWidth() const;
    /// The character nearest to a point; the text's length below its end.
    [[nodiscard]] qsizetype positionAt(const QPointF& point) const;
    /// The word around a character, as first and last.
    [[nodiscard]] std::pair<qsizetype, qsizetype> wordAt(qsizetype position) const;
    /// The lines as they are broken, for tests.
    [[nodiscard]] QStringList lines() const;

    struct Selection {
        qsizetype first = 0;
        qsizetype last = 0; ///< exclusive; none when equal to first
    };
    void draw(QPainter& painter, const QPointF& at, const QColor& ink, const Selection& selection,
        const QColor& selectionGround, double top, double bottom) const;

private:
    struct Paragraph;
    void layoutParagraph(Paragraph& paragraph) const;
    void placeFrom(std::size_t first);
    void addParagraphs(const QString& text, qsizetype start);

    QFont m_font;
    int m_lineHeight;
    int m_width = 0;
    QString m_text;
    std::vector<std::unique_ptr<Paragraph>> m_paragraphs;
};

} // namespace ui
