// SPDX-License-Identifier: Apache-2.0
#include "ui/models/load_form.h"

#include "ui/bridge/wire_types.h"
#include "ui/text/error_text.h"
#include "ui/text/format.h"
#include "ui/theme/appearance.h"
#include "ui/widgets/amount_bar.h"
#include "ui/widgets/amount_legend.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/labels.h"

#include <QGridLayout>
#include <QLabel>
#include <QSpinBox>

namespace ui {

namespace {

constexpr int barHeight = 20;
constexpr int fieldWidth = 140;
constexpr int pauseMs = 120;
constexpr int contextStep = 256;
constexpr int contextMin = 16;
constexpr qint64 contextMax = 1 << 24;
constexpr int contextDefault = 4096;
constexpr int threadsMax = 256;

} // namespace

LoadForm::LoadForm(const Context& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_device(new ComboBox(context.appearance))
    , m_contextTokens(new QSpinBox)
    , m_kv(new ComboBox(context.appearance))
    , m_threads(new QSpinBox)
    , m_verdict(makeWrappedLabel(context.appearance, FontRole::Second, {}, Tone::Second))
    , m_amounts(makeLabel(context.appearance, FontRole::SmallFigure, {}, Tone::Second))
    , m_bar(new AmountBar(context.appearance, barHeight))
    , m_legend(new AmountLegend(context.appearance))
{
    build();
    m_pause.setSingleShot(true);
    m_pause.setInterval(pauseMs);
    connect(&m_pause, &QTimer::timeout, this, &LoadForm::estimate);
    connect(&context.appearance, &Appearance::changed, this, &LoadForm::estimate);
    const auto later = [this] { m_pause.start(); };
    connect(m_device, &QComboBox::currentIndexChanged, this, later);
    connect(m_kv, &QComboBox::currentIndexChanged, this, later);
    connect(m_contextTokens, &QSpinBox::valueChanged, this, later);
    connect(m_threads, &QSpinBox::valueChanged, this, later);
}

void LoadForm::build()
{
    const Appearance& appearance = m_context.appearance;
    m_kv->addItem(tr("16 bit"), QStringLiteral("f16"));
    m_kv->addItem(tr("32 bit"), QStringLiteral("f32"));
    m_contextTokens->setLocale(QLocale(QLocale::English, QLocale::UnitedStates));
    m_contextTokens->setGroupSeparatorShown(true);
    m_contextTokens->setSingleStep(contextStep);
    m_contextTokens->setSuffix(tr(" tokens"));
    m_threads->setRange(0, threadsMax);
    m_threads->setSpecialValueText(tr("every core"));
    const QList<std::pair<QString, QWidget*>> fields{{tr("Device"), m_device},
        {tr("Context"), m_contextTokens}, {tr("Keys and values"), m_kv},
        {tr("Threads"), m_threads}};
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(6);
    grid->setColumnStretch(2, 1);
    int row = 0;
    for (const auto& [name, field] : fields) {
        field->setFixedWidth(fieldWidth);
        field->setFont(appearance.font(FontRole::Figure));
        field->setAccessibleName(name);
        QLabel* label = makeLabel(appearance, FontRole::Second, name, Tone::Second);
        label->setBuddy(field);
        label->setFixedWidth(108);
        grid->addWidget(label, row, 0);
        grid->addWidget(field, row, 1);
        ++row;
    }
    auto* head = new QHBoxLayout;
    head->addWidget(makeLabel(appearance, FontRole::Heading, tr("Memory estimate")));
    head->addStretch(1);
    head->addWidget(m_amounts);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(makeLabel(appearance, FontRole::Heading, tr("Load with")));
    column->addLayout(grid);
    column->addSpacing(4);
    column->addWidget(makeHairline(Qt::Horizontal));
    column->addLayout(head);
    column->addWidget(m_bar);
    column->addWidget(m_legend);
    column->addWidget(m_verdict);
}

void LoadForm::setDevices(const QList<DeviceInfo>& devices)
{
    const QString chosen = m_device->currentData().toString();
    m_device->blockSignals(true);
    m_device->clear();
    m_device->addItem(tr("best there is"), QStringLiteral("auto"));
    for (const DeviceInfo& device : devices) {
        if (device.usable) {
            m_device->addItem(device.title.isEmpty() ? device.name : device.title, device.name);
        }
    }
    m_device->setCurrentIndex(qMax(0, m_device->findData(chosen)));
    m_device->blockSignals(false);
}

void LoadForm::setModel(const ModelInfo& model)
{
    const bool same = model.id == m_model.id;
    m_model = model;
    if (!same) {
        m_contextTokens->blockSignals(true);
        const int longest =
            static_cast<int>(qBound(qint64{contextMin}, model.contextLength, contextMax));
        m_contextTokens->setRange(contextMin, longest);
        m_contextTokens->setValue(model.contextTokens > 0 ? static_cast<int>(model.contextTokens)
                                                          : qMin(longest, contextDefault));
        m_contextTokens->blockSignals(false);
    }
    estimate();
}

QJsonObject LoadForm::options() const
{
    QJsonObject options{{QStringLiteral("context_tokens"), m_contextTokens->value()},
        {QStringLiteral("kv"), m_kv->currentData().toString()}};
    const QString device = m_device->currentData().toString();
    if (!device.isEmpty()) {
        options.insert(QStringLiteral("device"), device);
    }
    if (m_threads->value() > 0) {
        options.insert(QStringLiteral("threads"), m_threads->value());
    }
    return options;
}

void LoadForm::estimate()
{
    if (m_model.id.isEmpty() || !m_model.present) {
        m_estimating.cancel();
        return;
    }
    QJsonObject parameters = options();
    parameters.insert(QStringLiteral("model"), m_model.id);
    m_context.bridge.call(m_estimating, QStringLiteral("models.estimate"), parameters, this,
        [this](const Reply& reply) {
            if (reply) {
                showEstimate(*reply);
            } else {
                showRefusal(reply.error());
            }
            Q_EMIT estimated();
        });
}

void LoadForm::showEstimate(const QJsonObject& estimate)
{
    const qint64 weights = integerOf(estimate, "weights_bytes");
    const qint64 kv = integerOf(estimate, "kv_bytes");
    const qint64 work = integerOf(estimate, "work_bytes");
    const qint64 available = integerOf(estimate, "available_bytes");
    const qint64 needed = weights + kv + work;
    const bool fits = estimate.value(QLatin1String("fits")).toBool();
    const Theme& theme = m_context.appearance.theme();
    // Hatched is not yet: only a loaded model's memory is really in use.
    const bool loaded = m_model.state == QLatin1String("loaded");
    const auto fill = loaded ? AmountBar::Fill::Solid : AmountBar::Fill::Hatched;
    const QString verdict = fits
        ? tr("Fits, about %1 stay free").arg(byteText(qMax<qint64>(0, available - needed)))
        : tr(
            "Needs about %1, available are %2. Choose a smaller context or 16 bit keys and values.")
              .arg(byteText(needed), byteText(available));
    m_amounts->setText(tr("about %1 of %2").arg(byteText(needed), byteText(available)));
    const QList<AmountBar::Segment> segments{
        {tr("weights %1").arg(byteText(weights)), static_cast<double>(weights),
            theme.origin(Origin::Instructions).fill, fill},
        {tr("keys, values %1").arg(byteText(kv)), static_cast<double>(kv),
            theme.origin(Origin::Conversation).fill, fill},
        {tr("work %1").arg(byteText(work)), static_cast<double>(work),
            theme.origin(Origin::Retrieved).fill, fill}};
    m_bar->setSegments(segments, static_cast<double>(qMax(available, needed)), verdict);
    m_legend->setSegments(segments);
    m_verdict->setText(verdict);
    m_blocked = fits ? QString() : verdict;
}

void LoadForm::showRefusal(const core::Error& error)
{
    m_bar->setSegments({}, 0, {});
    m_amounts->clear();
    m_legend->setSegments({});
    m_verdict->setText(errorText(error).sentence());
    m_blocked = m_verdict->text();
}

} // namespace ui
