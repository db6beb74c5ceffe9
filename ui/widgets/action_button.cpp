// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/action_button.h"

#include "ui/theme/appearance.h"

#include <QPainter>

namespace ui {

namespace {

constexpr int frameMargin = 2; ///< room for the focus ring outside
constexpr int innerPadding = 11;
constexpr int quietPadding = 4;
constexpr int iconSide = 16;
constexpr int gap = 7;
constexpr int capPadding = 5;
constexpr int capGap = 5;
constexpr int capHeight = 18;
constexpr int cornerRadius = 5;
constexpr int frameHeight = 28;
constexpr double disabledOpacity = 0.5;

} // namespace

struct ActionButton::Colors {
    QColor text;
    QColor fill;
    QColor edge;
    QColor cap;
};

ActionButton::ActionButton(const Appearance& appearance, Kind kind, const QString& text,
    const QString& icon, const QStringList& keys, QWidget* parent)
    : QAbstractButton(parent)
    , m_appearance(appearance)
    , m_kind(kind)
    , m_icon(icon)
    , m_keys(keys)
{
    setText(text);
    setAccessibleName(text);
    setFont(appearance.font(FontRole::Name));
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void ActionButton::setBlocked(const QString& reason)
{
    setEnabled(reason.isEmpty());
    setToolTip(reason);
    setAccessibleDescription(reason);
}

int ActionButton::keysWidth() const
{
    const QFontMetrics metrics(m_appearance.font(FontRole::Label));
    int width = 0;
    for (const QString& key : m_keys) {
        width += metrics.horizontalAdvance(key) + 2 * capPadding + capGap;
    }
    return width == 0 ? 0 : width + gap - capGap;
}

QSize ActionButton::sizeHint() const
{
    const int padding = m_kind == Kind::Quiet ? quietPadding : innerPadding;
    const int icon = m_icon.isEmpty() ? 0 : iconSide + (text().isEmpty() ? 0 : gap);
    const int width =
        2 * (padding + frameMargin) + icon + fontMetrics().horizontalAdvance(text()) + keysWidth();
    return {width, qMax(frameHeight, fontMetrics().height() + 8) + 2 * frameMargin};
}

ActionButton::Colors ActionButton::colors() const
{
    const Theme& theme = m_appearance.theme();
    const bool hovered = underMouse() && isEnabled();
    const QColor raised = theme.color(hovered ? Token::Hover : Token::Raised);
    if (!isEnabled() && m_kind == Kind::Primary) {
        return {theme.color(Token::Text2), theme.color(Token::Sunken), theme.color(Token::Control),
            theme.color(Token::Sunken)};
    }
    switch (m_kind) {
    case Kind::Primary:
        return {theme.color(Token::OnAccent), theme.color(Token::Accent),
            theme.color(hovered ? Token::Text : Token::Accent), theme.color(Token::AccentText)};
    case Kind::Quiet:
        return {theme.color(Token::AccentText), hovered ? theme.color(Token::Hover) : QColor(),
            QColor(), theme.color(Token::Sunken)};
    case Kind::Danger:
        return {theme.state(RunState::Failed).ink, raised, theme.color(Token::Control),
            theme.color(Token::Sunken)};
    case Kind::Plain:
        break;
    }
    return {
        theme.color(Token::Text), raised, theme.color(Token::Control), theme.color(Token::Sunken)};
}

void ActionButton::paintFrame(QPainter& painter, const Colors& colors) const
{
    const QRectF frame = QRectF(rect()).adjusted(2.5, 2.5, -2.5, -2.5);
    painter.setPen(colors.edge.isValid() ? QPen(colors.edge) : QPen(Qt::NoPen));
    painter.setBrush(colors.fill.isValid() ? QBrush(colors.fill) : QBrush(Qt::NoBrush));
    painter.drawRoundedRect(frame, cornerRadius, cornerRadius);
    if (hasFocus()) {
        painter.setPen(QPen(m_appearance.color(Token::Focus), 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(
            QRectF(rect()).adjusted(1, 1, -1, -1), cornerRadius + 1.5, cornerRadius + 1.5);
    }
}

void ActionButton::paintKeys(QPainter& painter, const Colors& colors, int x) const
{
    const QFont font = m_appearance.font(FontRole::Label);
    const QFontMetrics metrics(font);
    painter.setFont(font);
    x += gap;
    for (const QString& key : m_keys) {
        const int width = metrics.horizontalAdvance(key) + 2 * capPadding;
        const QRect cap(x, (height() - capHeight) / 2, width, capHeight);
        if (m_kind != Kind::Primary) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(colors.cap);
        } else {
            QColor edge = colors.text;
            edge.setAlphaF(0.5F);
            painter.setPen(edge);
            painter.setBrush(Qt::NoBrush);
        }
        painter.drawRoundedRect(QRectF(cap).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
        painter.setPen(m_kind == Kind::Primary ? colors.text : m_appearance.color(Token::Text2));
        painter.drawText(cap, Qt::AlignCenter, key);
        x += width + capGap;
    }
}

void ActionButton::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (!isEnabled()) {
        painter.setOpacity(disabledOpacity);
    }
    const Colors shown = colors();
    paintFrame(painter, shown);
    int x = frameMargin + (m_kind == Kind::Quiet ? quietPadding : innerPadding);
    if (!m_icon.isEmpty()) {
        m_appearance.drawIcon(
            painter, m_icon, QRectF(x, 0, iconSide, height()), iconSide, shown.text);
        x += iconSide + (text().isEmpty() ? 0 : gap);
    }
    painter.setPen(shown.text);
    painter.setFont(font());
    const int textWidth = fontMetrics().horizontalAdvance(text());
    painter.drawText(QRect(x, 0, textWidth + 1, height()), Qt::AlignVCenter, text());
    paintKeys(painter, shown, x + textWidth);
}

void ActionButton::enterEvent(QEnterEvent*)
{
    update();
}

void ActionButton::leaveEvent(QEvent*)
{
    update();
}

} // namespace ui
