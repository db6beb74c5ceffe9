// SPDX-License-Identifier: Apache-2.0
#include "ui/theme/appearance.h"

#include "ui/theme/style_sheet.h"

#include <QApplication>
#include <QPainter>
#include <QPalette>

namespace ui {

namespace {

QPalette paletteOf(const Theme& theme)
{
    QPalette palette;
    palette.setColor(QPalette::Window, theme.color(Token::Window));
    palette.setColor(QPalette::WindowText, theme.color(Token::Text));
    palette.setColor(QPalette::Base, theme.color(Token::Raised));
    palette.setColor(QPalette::AlternateBase, theme.color(Token::Surface));
    palette.setColor(QPalette::Text, theme.color(Token::Text));
    palette.setColor(QPalette::Button, theme.color(Token::Raised));
    palette.setColor(QPalette::ButtonText, theme.color(Token::Text));
    palette.setColor(QPalette::BrightText, theme.color(Token::Text));
    palette.setColor(QPalette::Highlight, theme.color(Token::Accent));
    palette.setColor(QPalette::HighlightedText, theme.color(Token::OnAccent));
    palette.setColor(QPalette::Link, theme.color(Token::AccentText));
    palette.setColor(QPalette::LinkVisited, theme.color(Token::AccentText));
    palette.setColor(QPalette::ToolTipBase, theme.color(Token::Raised));
    palette.setColor(QPalette::ToolTipText, theme.color(Token::Text));
    palette.setColor(QPalette::PlaceholderText, theme.color(Token::Text3));
    palette.setColor(QPalette::Mid, theme.color(Token::Line));
    palette.setColor(QPalette::Dark, theme.color(Token::Control));
    for (const auto role : {QPalette::Text, QPalette::WindowText, QPalette::ButtonText}) {
        palette.setColor(QPalette::Disabled, role, theme.color(Token::Text3));
    }
    return palette;
}

} // namespace

Appearance::Appearance(Theme theme, double fontScale, QObject* parent)
    : QObject(parent)
    , m_theme(std::move(theme))
    , m_fontScale(fontScale)
{
}

void Appearance::apply()
{
    QApplication::setPalette(paletteOf(m_theme));
    QApplication::setFont(font(FontRole::Interface));
    qApp->setStyleSheet(styleSheetOf(m_theme));
}

void Appearance::setTheme(Theme theme)
{
    m_theme = std::move(theme);
    apply();
    Q_EMIT changed();
}

QIcon Appearance::icon(const QString& name, Token token) const
{
    return makeIcon(name, m_theme.color(token));
}

void Appearance::drawIcon(
    QPainter& painter, const QString& name, const QRectF& rect, int size, const QColor& color) const
{
    const double ratio = painter.device()->devicePixelRatio();
    const QPointF at = rect.center() - QPointF(size / 2.0, size / 2.0);
    painter.drawPixmap(at, iconPixmap(name, size, color, ratio));
}

} // namespace ui
