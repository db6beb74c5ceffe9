// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractButton>
#include <QList>
#include <QWidget>

class QVBoxLayout;

namespace ui {

class Appearance;

/// A page's place in the rail: icon and name, or the icon alone in a narrow window.
class RailButton final : public QAbstractButton {
    Q_OBJECT
public:
    RailButton(const Appearance& appearance, const QString& icon, const QString& name,
        QWidget* parent = nullptr);
    void setNarrow(bool narrow);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    const Appearance& m_appearance;
    QString m_icon;
    bool m_narrow = false;
};

/// The rail at the left edge: only the pages that exist.
class Rail final : public QWidget {
    Q_OBJECT
public:
    explicit Rail(const Appearance& appearance, QWidget* parent = nullptr);
    void addPage(const QString& icon, const QString& name, const QString& key);
    void setCurrent(int page);
    void setNarrow(bool narrow);

Q_SIGNALS:
    void pageChosen(int page);

private:
    const Appearance& m_appearance;
    QVBoxLayout* m_column;
    QList<RailButton*> m_buttons;
};

} // namespace ui
