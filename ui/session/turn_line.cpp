// SPDX-License-Identifier: Apache-2.0
#include "ui/session/turn_line.h"

#include "ui/text/format.h"
#include "ui/theme/appearance.h"
#include "ui/widgets/amount_bar.h"
#include "ui/widgets/labels.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLabel>

namespace ui {

namespace {

constexpr int barHeight = 8;

} // namespace

QString progressText(const QJsonObject& progress)
{
    const QString phase = textOf(progress, "phase");
    const auto say = [](const char* text) { return QCoreApplication::translate("TurnLine", text); };
    if (phase == QLatin1String("reading")) {
        return say("reading %1 of %2 tokens")
            .arg(groupedNumber(integerOf(progress, "done")),
                groupedNumber(integerOf(progress, "total")));
    }
    if (phase == QLatin1String("loading")) {
        const qint64 total = integerOf(progress, "total");
        const qint64 percent = total > 0 ? integerOf(progress, "done") * 100 / total : 0;
        return say("loading the model, %1 %").arg(percent);
    }
    if (phase == QLatin1String("generating")) {
        const double rate = progress.value(QLatin1String("tokens_per_second")).toDouble();
        return rate > 0 ? say("generating, %1 tok/s").arg(shortNumber(rate)) : say("generating");
    }
    return say("waits for the model");
}

TurnLine::TurnLine(const Appearance& appearance, QWidget* parent)
    : QWidget(parent)
    , m_appearance(appearance)
    , m_phase(makeLabel(appearance, FontRole::Second, {}, Tone::Second))
    , m_figures(makeLabel(appearance, FontRole::SmallFigure, {}, Tone::Second))
    , m_bar(new AmountBar(appearance, barHeight))
{
    auto* words = new QHBoxLayout;
    words->addWidget(m_phase);
    words->addStretch(1);
    words->addWidget(m_figures);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 8, 20, 2);
    column->setSpacing(5);
    column->addLayout(words);
    column->addWidget(m_bar);
    clear();
}

void TurnLine::showText(const QString& phase, const QString& figures)
{
    m_phase->setText(phase);
    m_figures->setText(figures);
    setAccessibleName(phase);
    show();
}

void TurnLine::showProgress(const QJsonObject& progress)
{
    const qint64 cached = integerOf(progress, "cached");
    const qint64 total = integerOf(progress, "total");
    const qint64 done = integerOf(progress, "done");
    const bool reading = textOf(progress, "phase") == QLatin1String("reading");
    showText(progressText(progress),
        cached > 0 ? tr("%1 cached").arg(groupedNumber(cached)) : QString());
    m_bar->setVisible(reading && total > 0);
    if (reading) {
        const QColor color = m_appearance.theme().origin(Origin::Conversation).fill;
        const auto read = static_cast<double>(done);
        const auto left = static_cast<double>(qMax<qint64>(0, total - done));
        m_bar->setSegments(
            {{tr("cached"), static_cast<double>(cached),
                 m_appearance.theme().origin(Origin::Instructions).fill},
                {tr("read"), read, color}, {tr("to read"), left, color, AmountBar::Fill::Hatched}},
            static_cast<double>(cached + total), progressText(progress));
    }
}

void TurnLine::showTurn(const TurnInfo& turn)
{
    m_bar->hide();
    if (turn.status == QLatin1String("waiting")) {
        showText(tr("waits for you"), {});
    } else if (turn.isOpen()) {
        showText(
            turn.status == QLatin1String("queued") ? tr("waits for the model") : tr("running"), {});
    } else {
        clear();
    }
}

void TurnLine::clear()
{
    m_phase->clear();
    m_figures->clear();
    hide();
}

QString TurnLine::text() const
{
    return m_phase->text();
}

} // namespace ui
