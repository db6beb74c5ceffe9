// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

class QHBoxLayout;
class QLabel;

namespace ui {

class Appearance;
class ElidedLabel;

/// The head of a page or a section: a heading, a second text beside it, actions at the right end,
/// a hairline below. 44 high.
class SectionBar final : public QWidget {
    Q_OBJECT
public:
    explicit SectionBar(
        const Appearance& appearance, const QString& heading = {}, QWidget* parent = nullptr);

    void setHeading(const QString& heading);
    void setSecond(const QString& text);
    void addAction(QWidget* widget);
    /// Before the heading; what is added last comes first.
    void addLeading(QWidget* widget, int stretch = 0);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Appearance& m_appearance;
    ElidedLabel* m_heading;
    ElidedLabel* m_second;
    QHBoxLayout* m_row;
};

} // namespace ui
