// SPDX-License-Identifier: Apache-2.0
#include "ui/memory/record_delegate.h"

#include "ui/memory/record_list_model.h"
#include "ui/theme/appearance.h"
#include "ui/widgets/chip.h"

#include <QPainter>
#include <QTextLayout>

namespace ui {

namespace {

constexpr int rowHeight = 66;
constexpr int inset = 20;
constexpr QChar matchStart(0x2);
constexpr QChar matchEnd(0x3);
constexpr int snippetCharacters = 400;

struct Marked {
    QString text;
    QList<QTextLayout::FormatRange> ranges;
};

Marked readMarks(const QString& snippet, const QColor& ink)
{
    Marked marked;
    qsizetype start = -1;
    for (const QChar character : snippet.left(snippetCharacters)) {
        if (character == matchStart) {
            start = marked.text.size();
        } else if (character == matchEnd) {
            if (start >= 0) {
                QTextLayout::FormatRange range;
                range.start = static_cast<int>(start);
                range.length = static_cast<int>(marked.text.size() - start);
                range.format.setFontWeight(QFont::DemiBold);
                range.format.setFontUnderline(true);
                range.format.setUnderlineColor(ink);
                marked.ranges.append(range);
            }
            start = -1;
        } else {
            marked.text += character.isSpace() ? QChar(QLatin1Char(' ')) : character;
        }
    }
    return marked;
}

} // namespace

RecordDelegate::RecordDelegate(const Appearance& appearance, QObject* parent)
    : RowDelegate(appearance, rowHeight, parent)
{
}

void RecordDelegate::paintSnippet(
    QPainter& painter, const QRect& rect, const QString& snippet) const
{
    const Marked marked = readMarks(snippet, m_appearance.color(Token::Accent));
    QTextLayout layout(marked.text, m_appearance.font(FontRole::Reading));
    layout.setFormats(marked.ranges);
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAnywhere);
    layout.setTextOption(option);
    layout.beginLayout();
    QTextLine line = layout.createLine();
    const bool valid = line.isValid();
    bool cut = false;
    if (valid) {
        line.setLineWidth(rect.width() - 16);
        line.setPosition(QPointF(0, (rect.height() - line.height()) / 2));
        cut = line.textLength() < marked.text.size();
    }
    layout.endLayout();
    if (!valid) {
        return;
    }
    painter.setPen(m_appearance.color(Token::Text));
    line.draw(&painter, rect.topLeft());
    if (cut) {
        painter.setFont(m_appearance.font(FontRole::Reading));
        painter.drawText(QRectF(rect.x() + line.naturalTextWidth(), rect.y(), 20, rect.height()),
            Qt::AlignVCenter, QString(QChar(0x2026)));
    }
}

void RecordDelegate::paintContent(
    QPainter& painter, const QRect& content, const QModelIndex& index) const
{
    const int left = content.x() + inset;
    const int width = content.width() - 2 * inset;
    paintSnippet(painter, QRect(left, content.y() + 9, width, 22),
        index.data(RecordListModel::SnippetRole).toString());
    const QString kind = index.data(RecordListModel::KindRole).toString();
    const QRect second(left, content.y() + 36, width, 20);
    drawLine(painter, second, kind, FontRole::Second, Token::Text2);
    int x = left + QFontMetrics(m_appearance.font(FontRole::Second)).horizontalAdvance(kind) + 10;
    const ChipLook chip =
        trustChip(m_appearance.theme(), index.data(RecordListModel::TrustRole).toString());
    paintChip(painter, m_appearance, chip, QPoint(x, second.y() + 1));
    x += chipSize(m_appearance, chip).width() + 10;
    drawLine(painter, QRect(x, second.y(), content.right() - inset - x, second.height()),
        index.data(RecordListModel::SourceRole).toString(), FontRole::Second, Token::Text2);
    painter.fillRect(
        QRect(content.x(), content.bottom(), content.width(), 1), m_appearance.color(Token::Line));
}

} // namespace ui
