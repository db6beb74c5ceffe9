// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/bridge/wire_types.h"

#include <QWidget>

class QLabel;

namespace ui {

class ActionButton;
class Appearance;
class ChipLabel;

/// A call whose outcome nobody knows, and the two things a person can say about it. Stands at the
/// end of the spine, framed in the colour of doubt. Focus never jumps to it and nothing is chosen
/// beforehand.
class DecisionCard final : public QWidget {
    Q_OBJECT
public:
    explicit DecisionCard(const Appearance& appearance, QWidget* parent = nullptr);
    void setAction(const RequiredAction& action);
    /// While a decision is on its way the buttons rest.
    void setBusy(bool busy);

Q_SIGNALS:
    void decided(const QString& decision); ///< retry or skip

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Appearance& m_appearance;
    ChipLabel* m_chip;
    QLabel* m_question;
    QLabel* m_explanation;
    QLabel* m_arguments;
    ActionButton* m_retry;
    ActionButton* m_skip;
};

} // namespace ui
