// SPDX-License-Identifier: Apache-2.0
#include "ui/frame/top_bar.h"

#include "ui/theme/appearance.h"
#include "ui/widgets/icon_button.h"
#include "ui/widgets/labels.h"

#include <QMenu>
#include <QPainter>

namespace ui {

namespace {

constexpr int barHeight = 44;
constexpr int markSize = 20;
constexpr int separatorWidth = 22;
constexpr int rightMargin = 56;

} // namespace

TopBar::TopBar(const Appearance& appearance, QWidget* parent)
    : QWidget(parent)
    , m_appearance(appearance)
    , m_look(new IconButton(appearance, QStringLiteral("eye"), tr("Light or dark"), this))
{
    setGround(this, "window");
    setFixedHeight(barHeight);
    m_look->setFocusPolicy(Qt::ClickFocus);
    connect(m_look, &QAbstractButton::clicked, this, &TopBar::showLooks);
}

void TopBar::setWorkspace(const QString& name)
{
    m_workspace = name;
    update();
}

void TopBar::setBreadcrumb(const QStringList& parts)
{
    m_parts = parts;
    setAccessibleName((QStringList{m_workspace} + parts).join(QStringLiteral(" / ")));
    update();
}

void TopBar::setMarkWidth(int width)
{
    m_markWidth = width;
    update();
}

void TopBar::showLooks()
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const QList<std::pair<QString, QString>> looks{{tr("As the desktop"), QString()},
        {tr("Light"), QStringLiteral("light")}, {tr("Dark"), QStringLiteral("dark")},
        {tr("High contrast"), QStringLiteral("high-contrast")}};
    for (const auto& [name, theme] : looks) {
        menu->addAction(name, this, [this, theme = theme] { Q_EMIT themeChosen(theme); });
    }
    menu->popup(m_look->mapToGlobal(QPoint(0, m_look->height())));
}

void TopBar::resizeEvent(QResizeEvent*)
{
    m_look->move(width() - m_look->width() - 14, (height() - m_look->height()) / 2);
}

void TopBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_appearance.color(Token::Window));
    m_appearance.drawIcon(painter, QStringLiteral("hook"), QRectF(0, 0, m_markWidth, height()),
        markSize, m_appearance.color(Token::Accent));
    int x = m_markWidth + 8;
    const int right = width() - rightMargin;
    const QStringList parts = QStringList{m_workspace} + m_parts;
    for (int i = 0; i < parts.size() && x < right; ++i) {
        const bool strong = i == 0 || i + 1 == parts.size();
        const QFont font = m_appearance.font(strong ? FontRole::Heading : FontRole::Interface);
        if (i > 0) {
            painter.setFont(m_appearance.font(FontRole::Interface));
            painter.setPen(m_appearance.color(Token::Text3));
            painter.drawText(
                QRect(x, 0, separatorWidth, height()), Qt::AlignCenter, QStringLiteral("/"));
            x += separatorWidth;
        }
        const QFontMetrics metrics(font);
        // Every part but the last leaves room for those that follow.
        const int room = i + 1 == parts.size() ? right - x : qMin(right - x, width() / 4);
        const QString text = metrics.elidedText(parts[i], Qt::ElideRight, room);
        painter.setFont(font);
        painter.setPen(m_appearance.color(strong ? Token::Text : Token::Text2));
        painter.drawText(QRect(x, 0, room, height()), Qt::AlignVCenter, text);
        x += metrics.horizontalAdvance(text);
    }
}

} // namespace ui
