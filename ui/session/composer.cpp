// SPDX-License-Identifier: Apache-2.0
#include "ui/session/composer.h"

#include "ui/theme/appearance.h"
#include "ui/widgets/action_button.h"
#include "ui/widgets/labels.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPlainTextEdit>

namespace ui {

namespace {

constexpr int sideMargin = 20;
constexpr int linesMax = 8;
constexpr int cornerRadius = 5;

} // namespace

Composer::Composer(const Appearance& appearance, QWidget* parent)
    : QWidget(parent)
    , m_appearance(appearance)
    , m_edit(new QPlainTextEdit)
    , m_reason(makeWrappedLabel(appearance, FontRole::Second, {}, Tone::Second))
    , m_send(new ActionButton(appearance, ActionButton::Kind::Plain, tr("Send"), {}, {tr("Enter")}))
    , m_stop(new ActionButton(appearance, ActionButton::Kind::Plain, tr("Stop"),
          QStringLiteral("stop"), {tr("Ctrl"), QStringLiteral(".")}))
{
    m_edit->setProperty("bare", true);
    m_edit->setFont(appearance.font(FontRole::Reading));
    m_edit->setFrameShape(QFrame::NoFrame);
    m_edit->setTabChangesFocus(true);
    m_edit->setAccessibleName(tr("Message"));
    m_edit->setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    m_edit->installEventFilter(this);
    m_edit->document()->setDocumentMargin(2);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(12, 6, 7, 6);
    row->addWidget(m_edit, 1, Qt::AlignVCenter);
    row->addWidget(m_stop, 0, Qt::AlignBottom);
    row->addWidget(m_send, 0, Qt::AlignBottom);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(sideMargin, 4, sideMargin, 12);
    column->setSpacing(6);
    column->addWidget(m_reason);
    column->addLayout(row);
    m_stop->hide();
    m_reason->hide();
    connect(m_send, &QAbstractButton::clicked, this, &Composer::trySend);
    connect(m_stop, &QAbstractButton::clicked, this, &Composer::stopRequested);
    connect(m_edit, &QPlainTextEdit::textChanged, this, &Composer::fitHeight);
    fitHeight();
}

void Composer::setPlaceholder(const QString& text)
{
    m_edit->setPlaceholderText(text);
}

void Composer::setBlocked(const QString& reason)
{
    m_blocked = reason;
    m_reason->setText(reason);
    m_reason->setVisible(!reason.isEmpty());
    m_send->setBlocked(reason);
}

void Composer::setRunning(bool running)
{
    m_stop->setVisible(running);
}

QString Composer::text() const
{
    return m_edit->toPlainText();
}

void Composer::setText(const QString& text)
{
    m_edit->setPlainText(text);
    m_edit->moveCursor(QTextCursor::End);
}

void Composer::clearText()
{
    m_edit->clear();
}

void Composer::focusText()
{
    m_edit->setFocus(Qt::ShortcutFocusReason);
}

void Composer::trySend()
{
    const QString message = text();
    if (m_blocked.isEmpty() && !message.trimmed().isEmpty()) {
        Q_EMIT sendRequested(message);
    }
}

void Composer::fitHeight()
{
    const int lineHeight = m_edit->fontMetrics().lineSpacing();
    const int lines = qBound(1, static_cast<int>(m_edit->document()->size().height()), linesMax);
    m_edit->setFixedHeight(lines * lineHeight + 6);
}

bool Composer::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut) {
        update();
    }
    if (event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const bool isEnter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        if (isEnter && !(key->modifiers() & (Qt::ShiftModifier | Qt::ControlModifier))) {
            trySend();
            return true;
        }
        if (key->key() == Qt::Key_Escape) {
            m_edit->clearFocus();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void Composer::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const int top = layout()->itemAt(1)->geometry().top();
    const QRectF frame(sideMargin, top, width() - 2 * sideMargin, height() - top - 12);
    const bool focused = m_edit->hasFocus();
    painter.setPen(
        QPen(m_appearance.color(focused ? Token::Focus : Token::Control), focused ? 2 : 1));
    painter.setBrush(m_appearance.color(Token::Raised));
    const double inset = focused ? 1.0 : 0.5;
    painter.drawRoundedRect(
        frame.adjusted(inset, inset, -inset, -inset), cornerRadius, cornerRadius);
}

} // namespace ui
