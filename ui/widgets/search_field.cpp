// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/search_field.h"

#include "ui/theme/appearance.h"

#include <QAction>
#include <QKeyEvent>

namespace ui {

namespace {

constexpr int pauseMs = 120;

} // namespace

SearchField::SearchField(const Appearance& appearance, const QString& placeholder, QWidget* parent)
    : QLineEdit(parent)
    , m_appearance(appearance)
{
    setPlaceholderText(placeholder);
    setAccessibleName(placeholder);
    setProperty("search", true);
    m_pause.setSingleShot(true);
    m_pause.setInterval(pauseMs);
    connect(this, &QLineEdit::textChanged, &m_pause, qOverload<>(&QTimer::start));
    connect(&m_pause, &QTimer::timeout, this, [this] { Q_EMIT searched(text().trimmed()); });
    connect(&appearance, &Appearance::changed, this, &SearchField::setIcon);
    setIcon();
}

void SearchField::setIcon()
{
    const QIcon icon = m_appearance.icon(QStringLiteral("search"));
    if (m_icon == nullptr) {
        m_icon = addAction(icon, QLineEdit::LeadingPosition);
    } else {
        m_icon->setIcon(icon);
    }
}

void SearchField::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape) {
        if (text().isEmpty()) {
            clearFocus();
        } else {
            clear();
        }
        return;
    }
    QLineEdit::keyPressEvent(event);
}

} // namespace ui
