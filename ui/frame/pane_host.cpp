// SPDX-License-Identifier: Apache-2.0
#include "ui/frame/pane_host.h"

#include "ui/theme/appearance.h"
#include "ui/widgets/icon_button.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/section_bar.h"

#include <QApplication>
#include <QFrame>
#include <QHBoxLayout>
#include <QKeyEvent>

namespace ui {

namespace {

constexpr int smallLeftWidth = 212;

/// The first widget of a pane that takes the keyboard.
QWidget* firstFocus(QWidget* pane)
{
    const auto children = pane->findChildren<QWidget*>();
    for (QWidget* child : children) {
        if (child->isVisibleTo(pane) && child->isEnabled()
            && (child->focusPolicy() & Qt::TabFocus) != 0) {
            return child;
        }
    }
    return nullptr;
}

/// A column with its hairline; it covers what is below it.
QWidget* framed(QWidget* inner, Qt::LayoutDirection lineAt)
{
    auto* frame = new QWidget;
    setGround(frame, "window");
    auto* row = new QHBoxLayout(frame);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    if (lineAt == Qt::RightToLeft) {
        row->addWidget(makeHairline(Qt::Vertical));
    }
    row->addWidget(inner, 1);
    if (lineAt == Qt::LeftToRight) {
        row->addWidget(makeHairline(Qt::Vertical));
    }
    return frame;
}

} // namespace

PaneHost::PaneHost(
    const Appearance& appearance, QWidget* left, QWidget* content, QWidget* right, QWidget* parent)
    : QWidget(parent)
    , m_appearance(appearance)
    , m_left(left == nullptr ? nullptr : framed(left, Qt::LeftToRight))
    , m_content(content)
    , m_right(right == nullptr ? nullptr : framed(right, Qt::RightToLeft))
{
    for (QWidget* pane : {m_content, m_left, m_right}) {
        if (pane != nullptr) {
            pane->setParent(this);
            pane->installEventFilter(this);
        }
    }
}

void PaneHost::setWidths(int left, int right)
{
    m_leftWidth = left;
    m_rightWidth = right;
    arrange();
}

void PaneHost::addLeftToggle(SectionBar* bar)
{
    auto* toggle =
        new IconButton(m_appearance, QStringLiteral("sidel"), tr("Left column (Ctrl B)"));
    bar->addLeading(toggle);
    m_leftToggles.append(toggle);
    connect(toggle, &QAbstractButton::clicked, this, &PaneHost::toggleLeft);
}

void PaneHost::addRightToggle(SectionBar* bar)
{
    m_rightToggle = new IconButton(m_appearance, QStringLiteral("side"), tr("Inspector (Ctrl I)"));
    bar->addAction(m_rightToggle);
    connect(m_rightToggle, &QAbstractButton::clicked, this, &PaneHost::toggleRight);
}

void PaneHost::toggleLeft()
{
    bool& state = width() >= sideBySideFrom ? m_leftHidden : m_leftOpen;
    state = !state;
    m_rightOpen = false;
    arrange();
}

void PaneHost::toggleRight()
{
    bool& state = width() >= sideBySideFrom ? m_rightHidden : m_rightOpen;
    state = !state;
    m_leftOpen = false;
    arrange();
}

void PaneHost::showRight()
{
    m_rightOpen = true;
    m_leftOpen = false;
    m_rightHidden = false;
    arrange();
}

void PaneHost::foldFloating()
{
    m_leftOpen = m_rightOpen = false;
    arrange();
}

void PaneHost::resizeEvent(QResizeEvent*)
{
    arrange();
}

void PaneHost::arrange()
{
    const bool wide = width() >= sideBySideFrom;
    const bool full = width() >= sideBySideFrom + 200;
    const int leftWidth = full ? m_leftWidth : qMin(m_leftWidth, smallLeftWidth);
    const int rightWidth = qMin(full ? m_rightWidth : m_rightWidth * 9 / 10, width() - 48);
    QRect content = rect();
    if (m_left != nullptr) {
        const bool shown = wide ? !m_leftHidden : m_leftOpen;
        m_left->setVisible(shown);
        m_left->setGeometry(0, 0, leftWidth, height());
        content.setLeft(wide && shown ? leftWidth : 0);
    }
    if (m_right != nullptr) {
        const bool shown = wide ? !m_rightHidden : m_rightOpen;
        m_right->setVisible(shown);
        m_right->setGeometry(width() - rightWidth, 0, rightWidth, height());
        content.setRight(wide && shown ? width() - rightWidth - 1 : width() - 1);
    }
    m_content->setGeometry(content);
    qApp->removeEventFilter(this);
    if (!wide && (m_leftOpen || m_rightOpen)) {
        qApp->installEventFilter(this);
    }
    for (QWidget* pane : {m_left, m_right}) {
        if (pane != nullptr) {
            pane->raise();
        }
    }
    for (IconButton* toggle : m_leftToggles) {
        toggle->setVisible(!wide || m_leftHidden);
    }
    if (m_rightToggle != nullptr) {
        m_rightToggle->setVisible(!wide || m_rightHidden);
    }
}

bool PaneHost::eventFilter(QObject* watched, QEvent* event)
{
    // A click anywhere on the content folds what floats above it.
    if (event->type() == QEvent::MouseButtonPress) {
        const auto* widget = qobject_cast<const QWidget*>(watched);
        if (widget != nullptr && (widget == m_content || m_content->isAncestorOf(widget))) {
            foldFloating();
        }
        return false;
    }
    const bool isPane = watched == m_left || watched == m_right;
    if (isPane && event->type() == QEvent::KeyPress
        && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape && width() < sideBySideFrom)
    {
        foldFloating();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void PaneHost::focusNextPane(int step)
{
    QList<QWidget*> panes;
    for (QWidget* pane : {m_left, m_content, m_right}) {
        if (pane != nullptr && pane->isVisible() && firstFocus(pane) != nullptr) {
            panes.append(pane);
        }
    }
    if (panes.isEmpty()) {
        return;
    }
    const QWidget* focused = QApplication::focusWidget();
    int current = -1;
    for (int i = 0; i < panes.size(); ++i) {
        if (focused != nullptr && panes[i]->isAncestorOf(focused)) {
            current = i;
        }
    }
    const int count = static_cast<int>(panes.size());
    QWidget* next = panes[(current + step + count) % count];
    firstFocus(next)->setFocus(Qt::ShortcutFocusReason);
}

} // namespace ui
