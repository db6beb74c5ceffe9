// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/bridge/wire_types.h"

#include <QWidget>

class QLabel;

namespace ui {

class AmountBar;
class Appearance;

/// What the running turn does, in words with amounts: "reading 816 of 816 tokens", "generating,
/// 61 tok/s". After the turn, what it cost. Solid is cached or read, hatched is still to read.
class TurnLine final : public QWidget {
    Q_OBJECT
public:
    explicit TurnLine(const Appearance& appearance, QWidget* parent = nullptr);

    void showProgress(const QJsonObject& progress);
    void showTurn(const TurnInfo& turn);
    void clear();
    [[nodiscard]] QString text() const;

private:
    void showText(const QString& phase, const QString& figures);

    const Appearance& m_appearance;
    QLabel* m_phase;
    QLabel* m_figures;
    AmountBar* m_bar;
};

/// The words for a progress event, also for the status bar.
QString progressText(const QJsonObject& progress);

} // namespace ui
