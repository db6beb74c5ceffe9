// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

namespace ui {

class Appearance;
class IconButton;
class SectionBar;

/// A page's panes: left column, content, inspector. In a wide window they stand side by side; in a
/// narrow one the columns float above the content and are shown by Ctrl B and Ctrl I.
class PaneHost final : public QWidget {
    Q_OBJECT
public:
    static constexpr int sideBySideFrom = 1100; ///< width of the host, in pixels

    /// Left and right may be null.
    PaneHost(const Appearance& appearance, QWidget* left, QWidget* content, QWidget* right,
        QWidget* parent = nullptr);

    void setWidths(int left, int right);
    void toggleLeft();
    void toggleRight();
    /// Shows the inspector where it would otherwise be folded away.
    void showRight();
    /// Folds what floats above the content.
    void foldFloating();
    /// A button in that bar that shows the folded column; absent while the column stands.
    void addLeftToggle(SectionBar* bar);
    void addRightToggle(SectionBar* bar);
    /// Moves the keyboard to the next pane (or the one before).
    void focusNextPane(int step);

protected:
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void arrange();

    const Appearance& m_appearance;
    QWidget* m_left;
    QWidget* m_content;
    QWidget* m_right;
    QList<IconButton*> m_leftToggles;
    IconButton* m_rightToggle = nullptr;
    int m_leftWidth = 230;
    int m_rightWidth = 336;
    bool m_leftOpen = false; ///< while floating
    bool m_rightOpen = false;
    bool m_leftHidden = false; ///< folded by a person in a wide window
    bool m_rightHidden = false;
};

} // namespace ui
