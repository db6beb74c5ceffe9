// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme/fonts.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QObject>

class QPainter;

namespace ui {

/// The theme in force and what is made from it. One per window, passed to whoever paints.
/// A change of theme needs no restart: listen to changed(). GUI thread only.
class Appearance final : public QObject {
    Q_OBJECT
public:
    explicit Appearance(Theme theme, double fontScale = 1.0, QObject* parent = nullptr);

    /// Sets palette, font and style sheet of the application from the theme.
    void apply();
    void setTheme(Theme theme);

    [[nodiscard]] const Theme& theme() const { return m_theme; }
    [[nodiscard]] QColor color(Token token) const { return m_theme.color(token); }
    [[nodiscard]] QFont font(FontRole role) const { return fontOf(role, m_fontScale); }
    [[nodiscard]] int lineHeight(FontRole role) const { return lineHeightOf(role, m_fontScale); }
    [[nodiscard]] QIcon icon(const QString& name, Token token = Token::Text2) const;

    /// Paints an icon centred in the rectangle at `size` pixels.
    void drawIcon(QPainter& painter, const QString& name, const QRectF& rect, int size,
        const QColor& color) const;

Q_SIGNALS:
    void changed();

private:
    Theme m_theme;
    double m_fontScale;
};

} // namespace ui
