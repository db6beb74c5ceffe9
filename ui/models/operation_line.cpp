// SPDX-License-Identifier: Apache-2.0
#include "ui/models/operation_line.h"

#include "ui/bridge/wire_types.h"
#include "ui/text/format.h"
#include "ui/theme/appearance.h"
#include "ui/widgets/action_button.h"
#include "ui/widgets/amount_bar.h"
#include "ui/widgets/labels.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QUuid>

namespace ui {

namespace {

constexpr int barHeight = 8;

} // namespace

OperationLine::OperationLine(const Context& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_text(makeLabel(context.appearance, FontRole::Second))
    , m_figures(makeLabel(context.appearance, FontRole::SmallFigure, {}, Tone::Second))
    , m_bar(new AmountBar(context.appearance, barHeight))
    , m_cancel(new ActionButton(context.appearance, ActionButton::Kind::Plain, tr("Cancel")))
{
    auto* words = new QHBoxLayout;
    words->addWidget(m_text, 1);
    words->addWidget(m_figures);
    auto* left = new QVBoxLayout;
    left->setSpacing(5);
    left->addLayout(words);
    left->addWidget(m_bar);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(20, 8, 14, 8);
    row->setSpacing(12);
    row->addLayout(left, 1);
    row->addWidget(m_cancel);
    m_text->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    hide();
    connect(m_cancel, &QAbstractButton::clicked, this, &OperationLine::cancel);
    connect(&context.bridge, &Bridge::operationProgress, this,
        [this](const QString& operation, const QJsonObject& progress) {
            if (operation == m_operation) {
                showProgress(progress);
            }
        });
}

QString OperationLine::begin(const QString& what)
{
    m_operation = QStringLiteral("window-") + QUuid::createUuid().toString(QUuid::WithoutBraces);
    m_what = what;
    m_text->setText(what);
    m_figures->clear();
    m_bar->setSegments({}, 1, what);
    m_cancel->setBlocked({});
    show();
    return m_operation;
}

void OperationLine::end()
{
    m_operation.clear();
    hide();
}

void OperationLine::showProgress(const QJsonObject& progress)
{
    const qint64 done = integerOf(progress, "done");
    const qint64 total = integerOf(progress, "total");
    const QString phase = textOf(progress, "phase");
    m_text->setText(phase.isEmpty() ? m_what : m_what + QStringLiteral(": ") + phase);
    m_figures->setText(
        total > 0 ? tr("%1 of %2").arg(byteText(done), byteText(total)) : byteText(done));
    const QColor color = m_context.appearance.theme().origin(Origin::Conversation).fill;
    m_bar->setSegments({{tr("done"), static_cast<double>(done), color}},
        static_cast<double>(qMax<qint64>(total, 1)), m_text->text());
    setAccessibleName(m_text->text());
}

void OperationLine::cancel()
{
    m_cancel->setBlocked(tr("Being stopped"));
    m_context.bridge.call(QStringLiteral("operations.cancel"),
        {{QStringLiteral("operation"), m_operation}}, this, {});
}

} // namespace ui
