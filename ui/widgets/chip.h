// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme/theme.h"

#include <QString>
#include <QWidget>

class QPainter;

namespace ui {

class Appearance;

/// A small marked word: the state of something, or whom a text can be trusted to come from. Never
/// only a colour: always an icon and a text.
struct ChipLook {
    QString icon;
    QString text;
    QColor ink;
    QColor fill; ///< invalid: none
    QColor edge; ///< invalid: none
    bool dashed = false;
    bool small = false; ///< trust labels: 18 high, icon 12
};

/// The chip of a state; an empty text takes the state's own name.
ChipLook stateChip(const Theme& theme, RunState state, const QString& text = {});
/// The chip of an integrity (user, workspace, tool, untrusted) or "quarantine".
ChipLook trustChip(const Theme& theme, const QString& integrity);
/// A state's icon, without its chip.
QString stateIcon(RunState state);

QSize chipSize(const Appearance& appearance, const ChipLook& look);
void paintChip(
    QPainter& painter, const Appearance& appearance, const ChipLook& look, const QPoint& at);

/// A chip as a widget. It keeps its meaning and not its colours, so that it follows the theme.
class ChipLabel final : public QWidget {
    Q_OBJECT
public:
    explicit ChipLabel(const Appearance& appearance, QWidget* parent = nullptr);
    void setState(RunState state, const QString& text = {});
    void setTrust(const QString& integrity);
    /// A plain word on the quiet tint of what only waits, without an icon.
    void setWord(const QString& word);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    enum class Meaning { State, Trust, Word };
    void set(Meaning meaning, RunState state, const QString& text);
    [[nodiscard]] ChipLook look() const;

    const Appearance& m_appearance;
    Meaning m_meaning = Meaning::Word;
    RunState m_state = RunState::Queued;
    QString m_text;
};

} // namespace ui
