// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QWidget>

namespace ui {

class Appearance;

/// One line of text that gives way: cut at the end, or in the middle for paths. The whole text is
/// in the tool tip while it is cut.
class ElidedLabel final : public QWidget {
    Q_OBJECT
public:
    ElidedLabel(const Appearance& appearance, FontRole role, Token token = Token::Text,
        QWidget* parent = nullptr);

    void setText(const QString& text);
    void setElideMode(Qt::TextElideMode mode) { m_mode = mode; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    const Appearance& m_appearance;
    Token m_token;
    Qt::TextElideMode m_mode = Qt::ElideRight;
    QString m_text;
};

} // namespace ui
