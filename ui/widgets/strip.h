// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/error.h"

#include <QWidget>

#include <functional>

class QHBoxLayout;
class QLabel;

namespace ui {

class ActionButton;
class Appearance;

/// A message where it belongs, in the flow of the page: an error with its words and details, or a
/// question that needs a second thought. Never modal, never vanishes by itself.
class Strip final : public QWidget {
    Q_OBJECT
public:
    explicit Strip(const Appearance& appearance, QWidget* parent = nullptr);

    void showError(const core::Error& error);
    void showError(const QString& heading, const QString& message, const QString& details = {});
    /// A question with the verb that answers it. Declining just closes the strip.
    void ask(const QString& question, const QString& verb, std::function<void()> then);
    /// A button beside the message of the error that is shown.
    void offer(const QString& verb, std::function<void()> then);
    void dismiss();

    [[nodiscard]] QString text() const;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    enum class Mood { Error, Question };
    void present(Mood mood, const QString& heading, const QString& message);
    void clearButtons();
    ActionButton* addButton(int kind, const QString& text, std::function<void()> then);

    const Appearance& m_appearance;
    Mood m_mood = Mood::Error;
    QLabel* m_heading;
    QLabel* m_message;
    QLabel* m_details;
    QHBoxLayout* m_buttons;
};

} // namespace ui
