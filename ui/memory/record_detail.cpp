// SPDX-License-Identifier: Apache-2.0
#include "ui/memory/record_detail.h"

#include "ui/memory/record_list_model.h"
#include "ui/text/format.h"
#include "ui/theme/appearance.h"
#include "ui/widgets/action_button.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/strip.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>

namespace ui {

namespace {

constexpr int quoteEdge = 3;
constexpr int quoteCharacters = 1000;

} // namespace

RecordDetail::RecordDetail(const Context& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_text(makeWrappedLabel(context.appearance, FontRole::DetailTitle))
    , m_kind(makeLabel(context.appearance, FontRole::Second, {}, Tone::Second))
    , m_trust(new ChipLabel(context.appearance))
    , m_time(makeWrappedLabel(context.appearance, FontRole::Second, {}, Tone::Second))
    , m_sources(new QVBoxLayout)
    , m_strip(new Strip(context.appearance))
{
    build();
}

void RecordDetail::build()
{
    auto* line = new QHBoxLayout;
    line->setSpacing(8);
    line->addWidget(m_kind);
    line->addWidget(m_trust);
    line->addWidget(m_time, 1);
    auto* forgetButton =
        new ActionButton(m_context.appearance, ActionButton::Kind::Danger, tr("Forget this"));
    connect(forgetButton, &QAbstractButton::clicked, this, &RecordDetail::forget);
    m_sources->setSpacing(8);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 16, 20, 16);
    column->setSpacing(10);
    column->addWidget(m_text);
    column->addLayout(line);
    column->addWidget(makeHairline(Qt::Horizontal));
    column->addWidget(makeLabel(m_context.appearance, FontRole::Heading, tr("Source")));
    column->addLayout(m_sources);
    column->addWidget(makeHairline(Qt::Horizontal));
    column->addWidget(m_strip);
    column->addWidget(forgetButton, 0, Qt::AlignLeft);
    column->addStretch(1);
}

void RecordDetail::setRecord(const RecordInfo& record)
{
    m_record = record;
    m_strip->dismiss();
    m_text->setText(record.text);
    m_kind->setText(recordKindText(record.kind));
    const bool quarantined = record.state == QLatin1String("quarantine");
    m_trust->setTrust(quarantined ? record.state : record.integrity);
    m_time->setText(tr("since %1").arg(longTimeText(record.createdAtUs)));
    showSources();
}

void RecordDetail::showSources()
{
    while (QLayoutItem* item = m_sources->takeAt(0)) {
        if (item->widget() != nullptr) {
            item->widget()->hide();
            item->widget()->deleteLater();
        }
        delete item;
    }
    for (const SourceInfo& source : m_record.sources) {
        m_sources->addWidget(makeSource(source));
    }
    if (m_record.sources.isEmpty()) {
        m_sources->addWidget(makeLabel(
            m_context.appearance, FontRole::Second, tr("No source is named"), Tone::Second));
    }
}

QWidget* RecordDetail::makeSource(const SourceInfo& source)
{
    auto* widget = new QWidget;
    auto* column = new QVBoxLayout(widget);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    auto* head = new QHBoxLayout;
    head->addWidget(
        makeWrappedLabel(m_context.appearance, FontRole::Second, sourceText(source)), 1);
    if (!source.session.isEmpty()) {
        auto* open = new ActionButton(
            m_context.appearance, ActionButton::Kind::Quiet, tr("Open the session"));
        connect(open, &QAbstractButton::clicked, this,
            [this, source] { Q_EMIT sessionRequested(source.session, source.item); });
        head->addWidget(open);
    }
    column->addLayout(head);
    if (!source.quote.isEmpty()) {
        auto* quote = new QHBoxLayout;
        QFrame* bar = makeHairline(Qt::Vertical);
        bar->setFixedWidth(quoteEdge);
        quote->addWidget(bar);
        quote->addSpacing(8);
        quote->addWidget(makeWrappedLabel(m_context.appearance, FontRole::Interface,
                             source.quote.left(quoteCharacters), Tone::Second),
            1);
        column->addLayout(quote);
    }
    return widget;
}

void RecordDetail::forget()
{
    m_strip->ask(tr("Forgetting erases this record. It is not kept anywhere and cannot be brought "
                    "back."),
        tr("Forget"), [this] {
            m_context.bridge.call(m_forgetting, QStringLiteral("memory.forget"),
                {{QStringLiteral("record"), m_record.id}}, this,
                [this, id = m_record.id](const Reply& reply) {
                    if (reply) {
                        Q_EMIT forgotten(id);
                    } else {
                        m_strip->showError(reply.error());
                    }
                });
        });
}

} // namespace ui
