// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLineEdit>
#include <QTimer>

namespace ui {

class Appearance;

/// A line to type a search into. `searched` comes a moment after the last key, so that a question
/// is asked once and not per letter. Esc empties it, then leaves it.
class SearchField final : public QLineEdit {
    Q_OBJECT
public:
    SearchField(
        const Appearance& appearance, const QString& placeholder, QWidget* parent = nullptr);

Q_SIGNALS:
    void searched(const QString& text);

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void setIcon();

    const Appearance& m_appearance;
    QTimer m_pause;
    QAction* m_icon = nullptr;
};

} // namespace ui
