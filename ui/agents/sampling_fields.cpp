// SPDX-License-Identifier: Apache-2.0
#include "ui/agents/sampling_fields.h"

#include "ui/theme/appearance.h"
#include "ui/widgets/labels.h"

#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QRegularExpressionValidator>
#include <QSpinBox>

namespace ui {

namespace {

constexpr double temperatureMax = 5.0;
constexpr int topKMax = 1000;
constexpr int outputTokensLimit = 32768;
constexpr int fieldWidth = 110;

QDoubleSpinBox* makeFraction(double maximum, double step, const QFont& font)
{
    auto* field = new QDoubleSpinBox;
    field->setLocale(QLocale::c());
    field->setRange(0, maximum);
    field->setSingleStep(step);
    field->setDecimals(2);
    field->setFont(font);
    field->setFixedWidth(fieldWidth);
    return field;
}

QSpinBox* makeCount(int maximum, const QString& zero, const QFont& font)
{
    auto* field = new QSpinBox;
    field->setLocale(QLocale::c());
    field->setRange(0, maximum);
    field->setSpecialValueText(zero);
    field->setFont(font);
    field->setFixedWidth(fieldWidth);
    return field;
}

} // namespace

SamplingFields::SamplingFields(const Appearance& appearance, QWidget* parent)
    : QWidget(parent)
{
    const QFont font = appearance.font(FontRole::Figure);
    m_temperature = makeFraction(temperatureMax, 0.1, font);
    m_topK = makeCount(topKMax, tr("off"), font);
    m_topP = makeFraction(1, 0.05, font);
    m_minP = makeFraction(1, 0.01, font);
    m_outputTokens = makeCount(outputTokensLimit, tr("default"), font);
    m_seed = new QLineEdit;
    m_seed->setFont(font);
    m_seed->setFixedWidth(fieldWidth);
    m_seed->setPlaceholderText(tr("any"));
    m_seed->setValidator(
        new QRegularExpressionValidator(QRegularExpression(QStringLiteral("[0-9]{0,15}")), m_seed));
    const QList<std::pair<QString, QWidget*>> fields{{tr("Temperature"), m_temperature},
        {tr("Top k"), m_topK}, {tr("Top p"), m_topP}, {tr("Min p"), m_minP}, {tr("Seed"), m_seed},
        {tr("Most tokens"), m_outputTokens}};
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(3);
    constexpr int columns = 3;
    for (int i = 0; i < fields.size(); ++i) {
        QLabel* label = makeLabel(appearance, FontRole::Label, fields[i].first, Tone::Third);
        label->setBuddy(fields[i].second);
        fields[i].second->setAccessibleName(fields[i].first);
        grid->addWidget(label, i / columns * 2, i % columns);
        grid->addWidget(fields[i].second, i / columns * 2 + 1, i % columns);
    }
    grid->setColumnStretch(columns, 1);
    setValues({}, 0);
}

void SamplingFields::setValues(const QJsonObject& sampling, int outputTokensMax)
{
    m_temperature->setValue(sampling.value(QLatin1String("temperature")).toDouble(0.8));
    m_topK->setValue(sampling.value(QLatin1String("top_k")).toInt(40));
    m_topP->setValue(sampling.value(QLatin1String("top_p")).toDouble(0.95));
    m_minP->setValue(sampling.value(QLatin1String("min_p")).toDouble(0.05));
    const qint64 seed = sampling.value(QLatin1String("seed")).toInteger(0);
    m_seed->setText(seed == 0 ? QString() : QString::number(seed));
    m_outputTokens->setValue(outputTokensMax);
}

QJsonObject SamplingFields::sampling() const
{
    QJsonObject sampling{{QStringLiteral("temperature"), m_temperature->value()},
        {QStringLiteral("top_k"), m_topK->value()}, {QStringLiteral("top_p"), m_topP->value()},
        {QStringLiteral("min_p"), m_minP->value()}};
    if (!m_seed->text().isEmpty()) {
        sampling.insert(QStringLiteral("seed"), m_seed->text().toLongLong());
    }
    return sampling;
}

int SamplingFields::outputTokensMax() const
{
    return m_outputTokens->value();
}

} // namespace ui
