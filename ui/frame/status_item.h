// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QAbstractButton>

#include <optional>

namespace ui {

class Appearance;

/// A piece of the status bar: icon and text, and a button to the page that tells more.
class StatusItem final : public QAbstractButton {
    Q_OBJECT
public:
    StatusItem(const Appearance& appearance, const QString& icon, FontRole role,
        QWidget* parent = nullptr);

    /// The icon's colour; without a state the colour of second texts.
    void setState(std::optional<RunState> state);
    /// An empty text hides the piece.
    void say(const QString& text, const QString& spoken = {});
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    const Appearance& m_appearance;
    QString m_icon;
    std::optional<RunState> m_state;
};

} // namespace ui
