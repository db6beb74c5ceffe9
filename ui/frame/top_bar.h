// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStringList>
#include <QWidget>

namespace ui {

class Appearance;
class IconButton;

/// The mark, the workspace, and where in it one is.
class TopBar final : public QWidget {
    Q_OBJECT
public:
    explicit TopBar(const Appearance& appearance, QWidget* parent = nullptr);
    void setWorkspace(const QString& name);
    void setBreadcrumb(const QStringList& parts);
    void setMarkWidth(int width);

Q_SIGNALS:
    /// A look was chosen: a theme's name, or empty to follow the desktop.
    void themeChosen(const QString& theme);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void showLooks();

    const Appearance& m_appearance;
    IconButton* m_look;
    QString m_workspace;
    QStringList m_parts;
    int m_markWidth = 72;
};

} // namespace ui
