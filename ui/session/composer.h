// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

class QLabel;
class QPlainTextEdit;

namespace ui {

class ActionButton;
class Appearance;

/// Where a message is written. Enter sends, Shift Enter makes a line. When nothing can be sent it
/// says why instead of going grey without a word.
class Composer final : public QWidget {
    Q_OBJECT
public:
    explicit Composer(const Appearance& appearance, QWidget* parent = nullptr);

    void setPlaceholder(const QString& text);
    /// Why nothing can be sent now; empty when it can.
    void setBlocked(const QString& reason);
    /// Shows the stop button while a turn runs.
    void setRunning(bool running);
    [[nodiscard]] QString text() const;
    void setText(const QString& text);
    void clearText();
    void focusText();

Q_SIGNALS:
    void sendRequested(const QString& text);
    void stopRequested();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void trySend();
    void fitHeight();

    const Appearance& m_appearance;
    QPlainTextEdit* m_edit;
    QLabel* m_reason;
    ActionButton* m_send;
    ActionButton* m_stop;
    QString m_blocked;
};

} // namespace ui
