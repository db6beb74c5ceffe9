// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QJsonObject>
#include <QWidget>

class QDoubleSpinBox;
class QLineEdit;
class QSpinBox;

namespace ui {

class Appearance;

/// How the next token is drawn, as fields: temperature, top k, top p, min p, seed, most tokens.
class SamplingFields final : public QWidget {
    Q_OBJECT
public:
    explicit SamplingFields(const Appearance& appearance, QWidget* parent = nullptr);

    void setValues(const QJsonObject& sampling, int outputTokensMax);
    [[nodiscard]] QJsonObject sampling() const;
    [[nodiscard]] int outputTokensMax() const;

private:
    QDoubleSpinBox* m_temperature;
    QSpinBox* m_topK;
    QDoubleSpinBox* m_topP;
    QDoubleSpinBox* m_minP;
    QLineEdit* m_seed;
    QSpinBox* m_outputTokens;
};

} // namespace ui
