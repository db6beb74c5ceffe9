// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractButton>
#include <QStringList>

namespace ui {

class Appearance;

/// A button with a name and, when it has one, its key shown as caps. One height everywhere, a focus
/// ring outside. When it cannot be used, its tool tip says why (setBlocked).
class ActionButton final : public QAbstractButton {
    Q_OBJECT
public:
    enum class Kind {
        Plain, ///< outlined
        Primary, ///< filled with the accent; one per page
        Quiet, ///< text only, as in a link
        Danger, ///< outlined, in the ink of failure: it erases
    };

    ActionButton(const Appearance& appearance, Kind kind, const QString& text,
        const QString& icon = {}, const QStringList& keys = {}, QWidget* parent = nullptr);

    /// Disables it with the reason as tool tip; an empty reason enables it.
    void setBlocked(const QString& reason);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    struct Colors;
    [[nodiscard]] Colors colors() const;
    [[nodiscard]] int keysWidth() const;
    void paintFrame(QPainter& painter, const Colors& colors) const;
    void paintKeys(QPainter& painter, const Colors& colors, int x) const;

    const Appearance& m_appearance;
    Kind m_kind;
    QString m_icon;
    QStringList m_keys;
};

} // namespace ui
