// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/section_bar.h"

#include "ui/theme/appearance.h"
#include "ui/widgets/elided_label.h"

#include <QHBoxLayout>
#include <QPainter>

namespace ui {

namespace {

constexpr int barHeight = 44;
constexpr int margin = 20;

} // namespace

SectionBar::SectionBar(const Appearance& appearance, const QString& heading, QWidget* parent)
    : QWidget(parent)
    , m_appearance(appearance)
    , m_heading(new ElidedLabel(appearance, FontRole::Heading))
    , m_second(new ElidedLabel(appearance, FontRole::Second, Token::Text2))
    , m_row(new QHBoxLayout(this))
{
    m_row->setContentsMargins(margin, 0, 14, 1);
    m_row->setSpacing(10);
    m_row->addWidget(m_heading);
    m_row->addWidget(m_second);
    m_row->addStretch(1);
    setMinimumHeight(barHeight);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setHeading(heading);
    setSecond({});
}

void SectionBar::setHeading(const QString& heading)
{
    m_heading->setText(heading);
    m_heading->setVisible(!heading.isEmpty());
}

void SectionBar::setSecond(const QString& text)
{
    m_second->setText(text);
    m_second->setVisible(!text.isEmpty());
}

void SectionBar::addAction(QWidget* widget)
{
    m_row->addWidget(widget);
}

void SectionBar::addLeading(QWidget* widget, int stretch)
{
    m_row->insertWidget(0, widget, stretch);
}

void SectionBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(QRect(0, height() - 1, width(), 1), m_appearance.color(Token::Line));
}

} // namespace ui
