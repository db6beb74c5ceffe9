// SPDX-License-Identifier: Apache-2.0
#include "ui/session/text_flow.h"

#include <QPainter>
#include <QTextLayout>

#include <algorithm>
#include <cmath>

namespace ui {

namespace {

/// A longer paragraph is laid out in pieces, so that no one layout takes long.
constexpr qsizetype pieceCharactersMax = 4096;

/// Looking for the end of a word at every line takes time with the square of its length, and a
/// model may well write a word of a hundred thousand letters: those break anywhere.
constexpr qsizetype wordCharactersMax = 256;

bool hasHugeWord(const QString& text)
{
    qsizetype length = 0;
    for (const QChar character : text) {
        length = character.isSpace() ? 0 : length + 1;
        if (length > wordCharactersMax) {
            return true;
        }
    }
    return false;
}

/// Where a piece that begins at `start` ends: after a space if there is one, never inside a pair.
qsizetype cutBefore(const QString& text, qsizetype start)
{
    const qsizetype limit = start + pieceCharactersMax;
    const qsizetype space = text.lastIndexOf(QLatin1Char(' '), limit - 1);
    if (space > start) {
        return space + 1;
    }
    return text[limit].isLowSurrogate() ? limit - 1 : limit;
}

} // namespace

struct TextFlow::Paragraph {
    qsizetype start = 0; ///< of its first character in the text
    QTextLayout layout;
    int top = 0;
    int height = 0;
};

TextFlow::TextFlow(QFont font, int lineHeight)
    : m_font(std::move(font))
    , m_lineHeight(lineHeight)
{
}

TextFlow::~TextFlow() = default;
TextFlow::TextFlow(TextFlow&&) noexcept = default;
TextFlow& TextFlow::operator=(TextFlow&&) noexcept = default;

void TextFlow::setText(const QString& text)
{
    m_text = text;
    m_paragraphs.clear();
    addParagraphs(text.left(shownCharactersMax), 0);
}

void TextFlow::append(const QString& text)
{
    m_text += text;
    if (m_text.size() - text.size() >= shownCharactersMax) {
        return;
    }
    const QString shown = m_text.left(shownCharactersMax);
    const qsizetype start = m_paragraphs.empty() ? 0 : m_paragraphs.back()->start;
    if (!m_paragraphs.empty()) {
        m_paragraphs.pop_back();
    }
    addParagraphs(shown.mid(start), start);
}

void TextFlow::addParagraphs(const QString& text, qsizetype start)
{
    const std::size_t firstNew = m_paragraphs.size();
    qsizetype at = 0;
    while (at <= text.size()) {
        qsizetype end = text.indexOf(QLatin1Char('\n'), at);
        end = end < 0 ? text.size() : end;
        const bool cut = end - at > pieceCharactersMax;
        if (cut) {
            end = cutBefore(text, at);
        }
        auto paragraph = std::make_unique<Paragraph>();
        paragraph->start = start + at;
        paragraph->layout.setText(text.mid(at, end - at));
        paragraph->layout.setFont(m_font);
        paragraph->layout.setCacheEnabled(true);
        layoutParagraph(*paragraph);
        m_paragraphs.push_back(std::move(paragraph));
        at = cut ? end : end + 1;
    }
    placeFrom(firstNew);
}

void TextFlow::setWidth(int width)
{
    if (width == m_width) {
        return;
    }
    m_width = width;
    for (auto& paragraph : m_paragraphs) {
        layoutParagraph(*paragraph);
    }
    placeFrom(0);
}

void TextFlow::layoutParagraph(Paragraph& paragraph) const
{
    QTextOption option;
    option.setWrapMode(hasHugeWord(paragraph.layout.text())
            ? QTextOption::WrapAnywhere
            : QTextOption::WrapAtWordBoundaryOrAnywhere);
    paragraph.layout.setTextOption(option);
    paragraph.layout.beginLayout();
    int lines = 0;
    while (true) {
        QTextLine line = paragraph.layout.createLine();
        if (!line.isValid()) {
            break;
        }
        line.setLineWidth(std::max(m_width, 1));
        const double inset = (m_lineHeight - line.height()) / 2;
        line.setPosition(QPointF(0, lines * m_lineHeight + std::floor(inset)));
        ++lines;
    }
    paragraph.layout.endLayout();
    paragraph.height = std::max(lines, 1) * m_lineHeight;
}

void TextFlow::placeFrom(std::size_t first)
{
    int top = first == 0 ? 0 : m_paragraphs[first - 1]->top + m_paragraphs[first - 1]->height;
    for (std::size_t i = first; i < m_paragraphs.size(); ++i) {
        m_paragraphs[i]->top = top;
        top += m_paragraphs[i]->height;
    }
}

int TextFlow::height() const
{
    return m_paragraphs.empty() ? 0 : m_paragraphs.back()->top + m_paragraphs.back()->height;
}

int TextFlow::naturalWidth() const
{
    double width = 0;
    for (const auto& paragraph : m_paragraphs) {
        for (int i = 0; i < paragraph->layout.lineCount(); ++i) {
            width = std::max(width, paragraph->layout.lineAt(i).naturalTextWidth());
        }
    }
    return static_cast<int>(std::ceil(width));
}

qsizetype TextFlow::positionAt(const QPointF& point) const
{
    for (const auto& paragraph : m_paragraphs) {
        if (point.y() >= paragraph->top + paragraph->height) {
            continue;
        }
        const int row = std::clamp(static_cast<int>(point.y() - paragraph->top) / m_lineHeight, 0,
            std::max(0, paragraph->layout.lineCount() - 1));
        if (paragraph->layout.lineCount() == 0) {
            return paragraph->start;
        }
        return paragraph->start + paragraph->layout.lineAt(row).xToCursor(point.x());
    }
    return std::min(m_text.size(), shownCharactersMax);
}

std::pair<qsizetype, qsizetype> TextFlow::wordAt(qsizetype position) const
{
    const auto isWord = [this](qsizetype at) {
        return at >= 0 && at < m_text.size()
            && (m_text[at].isLetterOrNumber() || m_text[at] == QLatin1Char('_'));
    };
    qsizetype first = position;
    qsizetype last = position;
    while (isWord(first - 1)) {
        --first;
    }
    while (isWord(last)) {
        ++last;
    }
    return {first, last};
}

QStringList TextFlow::lines() const
{
    QStringList result;
    for (const auto& paragraph : m_paragraphs) {
        for (int i = 0; i < paragraph->layout.lineCount(); ++i) {
            const QTextLine line = paragraph->layout.lineAt(i);
            result << paragraph->layout.text().mid(line.textStart(), line.textLength());
        }
    }
    return result;
}

void TextFlow::draw(QPainter& painter, const QPointF& at, const QColor& ink,
    const Selection& selection, const QColor& selectionGround, double top, double bottom) const
{
    painter.setPen(ink);
    for (const auto& paragraph : m_paragraphs) {
        const double y = at.y() + paragraph->top;
        if (y + paragraph->height < top || y > bottom) {
            continue;
        }
        QList<QTextLayout::FormatRange> ranges;
        const qsizetype length = paragraph->layout.text().size();
        const qsizetype first =
            std::clamp<qsizetype>(selection.first - paragraph->start, 0, length);
        const qsizetype last = std::clamp<qsizetype>(selection.last - paragraph->start, 0, length);
        if (last > first) {
            QTextLayout::FormatRange range;
            range.start = static_cast<int>(first);
            range.length = static_cast<int>(last - first);
            range.format.setBackground(selectionGround);
            ranges.append(range);
        }
        paragraph->layout.draw(&painter, QPointF(at.x(), y), ranges);
    }
}

} // namespace ui
