// SPDX-License-Identifier: Apache-2.0
#include "ui/models/models_page.h"

#include "ui/bridge/wire_types.h"
#include "ui/frame/pane_host.h"
#include "ui/models/device_list.h"
#include "ui/models/model_inspector.h"
#include "ui/models/model_table.h"
#include "ui/models/model_table_model.h"
#include "ui/models/operation_line.h"
#include "ui/text/format.h"
#include "ui/theme/appearance.h"
#include "ui/widgets/action_button.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/section_bar.h"
#include "ui/widgets/strip.h"

#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QJsonArray>
#include <QMimeData>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace ui {

namespace {

constexpr int inspectorWidth = 440;

QStringList modelFiles(const QMimeData& data)
{
    QStringList paths;
    for (const QUrl& url : data.urls()) {
        if (url.isLocalFile()
            && url.fileName().endsWith(QLatin1String(".gguf"), Qt::CaseInsensitive)) {
            paths << url.toLocalFile();
        }
    }
    return paths;
}

} // namespace

ModelsPage::ModelsPage(const Context& context, QWidget* parent)
    : Page(parent)
    , m_context(context)
    , m_devicesBar(new SectionBar(context.appearance, tr("Devices")))
    , m_devices(new DeviceList(context.appearance))
    , m_modelsBar(new SectionBar(context.appearance, tr("Models")))
    , m_strip(new Strip(context.appearance))
    , m_operation(new OperationLine(context))
    , m_model(new ModelTableModel(context.bridge, this))
    , m_table(new ModelTable(context.appearance, m_model))
    , m_empty(new EmptyState(context.appearance,
          tr("No model file. Add one in the GGUF format, or drop it anywhere on this page."),
          tr("Add from file")))
    , m_detail(new ModelInspector(context))
    , m_nothingChosen(
          new EmptyState(context.appearance, tr("Choose a model to see its facts and to load it.")))
    , m_inspector(new QStackedWidget)
{
    setAcceptDrops(true);
    build();
    connectParts();
}

void ModelsPage::build()
{
    m_inspector->addWidget(m_nothingChosen);
    m_inspector->addWidget(m_detail);
    m_panes = new PaneHost(m_context.appearance, nullptr, buildContent(), m_inspector);
    m_panes->setWidths(0, inspectorWidth);
    auto* add = new ActionButton(m_context.appearance, ActionButton::Kind::Plain,
        tr("Add from file"), QStringLiteral("plus"), {tr("Ctrl"), QStringLiteral("O")});
    auto* again =
        new ActionButton(m_context.appearance, ActionButton::Kind::Quiet, tr("Look again"));
    m_modelsBar->addAction(add);
    m_devicesBar->addAction(again);
    m_panes->addRightToggle(m_devicesBar);
    connect(add, &QAbstractButton::clicked, this, &ModelsPage::addFromFile);
    connect(again, &QAbstractButton::clicked, this, &ModelsPage::readDevices);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_panes);
}

QWidget* ModelsPage::buildContent()
{
    auto* inner = new QWidget;
    auto* rows = new QVBoxLayout(inner);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(m_devicesBar);
    rows->addWidget(m_devices);
    rows->addWidget(m_modelsBar);
    rows->addWidget(m_strip);
    rows->addWidget(m_operation);
    rows->addWidget(m_table);
    rows->addWidget(m_empty);
    rows->addStretch(1);
    m_table->hide();
    m_empty->hide();
    inner->setAutoFillBackground(false);
    auto* scroll = new QScrollArea;
    setGround(scroll, "surface");
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(inner);
    scroll->viewport()->setAutoFillBackground(false);
    inner->setAutoFillBackground(false);
    return scroll;
}

void ModelsPage::connectParts()
{
    connect(m_model, &ModelTableModel::modelsRead, this, [this] {
        m_modelsRead = true;
        showModels();
    });
    connect(m_model, &ModelTableModel::failed, m_strip,
        qOverload<const core::Error&>(&Strip::showError));
    connect(m_empty, &EmptyState::verbChosen, this, &ModelsPage::addFromFile);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
        [this](const QModelIndex& index) {
            if (index.isValid()) {
                choose(index.row());
            }
        });
    connect(&m_context.appearance, &Appearance::changed, this, &ModelsPage::showModels);
    connect(m_table, &QTableView::clicked, this, [this] { m_panes->showRight(); });
}

void ModelsPage::start()
{
    readDevices();
    m_model->read();
}

void ModelsPage::readDevices()
{
    m_context.bridge.call(
        m_readingDevices, QStringLiteral("models.devices"), {}, this, [this](const Reply& reply) {
            if (!reply) {
                m_strip->showError(reply.error());
                return;
            }
            m_known.clear();
            int usable = 0;
            for (const QJsonValue& value : reply->value(QLatin1String("data")).toArray()) {
                m_known.append(DeviceInfo::from(value.toObject()));
                usable += m_known.last().usable ? 1 : 0;
            }
            const auto refused = static_cast<int>(m_known.size()) - usable;
            m_devicesBar->setSecond(refused == 0
                    ? tr("%1 usable").arg(usable)
                    : tr("%1 usable, %2 refused").arg(usable).arg(refused));
            m_detail->setDevices(m_known);
            showModels();
        });
}

void ModelsPage::showModels()
{
    qint64 bytes = 0;
    QStringList inUse;
    for (const ModelInfo& model : m_model->models()) {
        bytes += model.sizeBytes;
        if (model.state == QLatin1String("loaded")) {
            inUse << model.device;
        }
    }
    const auto count = m_model->models().size();
    m_devices->setDevices(m_known, inUse);
    m_modelsBar->setSecond(count == 0 ? QString()
            : count == 1              ? tr("1 file, %1").arg(byteText(bytes))
                                      : tr("%1 files, %2").arg(count).arg(byteText(bytes)));
    m_table->setVisible(count > 0);
    m_empty->setVisible(count == 0 && m_modelsRead);
    const int row = m_model->rowOf(m_chosen);
    if (row >= 0) {
        m_table->selectRow(row);
        choose(row);
    } else if (count > 0) {
        m_table->selectRow(0);
    } else {
        m_inspector->setCurrentWidget(m_nothingChosen);
    }
    m_table->updateGeometry();
}

void ModelsPage::choose(int row)
{
    const ModelInfo& model = m_model->models()[row];
    m_chosen = model.id;
    m_detail->setModel(model);
    m_inspector->setCurrentWidget(m_detail);
}

void ModelsPage::addFromFile()
{
    auto* dialog = new QFileDialog(this, tr("Add a model from a file"));
    dialog->setFileMode(QFileDialog::ExistingFiles);
    dialog->setNameFilter(tr("GGUF models (*.gguf)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::filesSelected, this, &ModelsPage::import);
    dialog->open();
}

void ModelsPage::import(const QStringList& paths)
{
    m_waiting += paths;
    if (!m_operation->isRunning()) {
        m_strip->dismiss();
        importNext();
    }
}

void ModelsPage::importNext()
{
    if (m_waiting.isEmpty()) {
        return;
    }
    const QString path = m_waiting.takeFirst();
    const QString name = QFileInfo(path).fileName();
    const QJsonObject parameters{{QStringLiteral("path"), path},
        {QStringLiteral("operation"), m_operation->begin(tr("Adding %1").arg(name))}};
    m_context.bridge.call(
        QStringLiteral("models.import"), parameters, this, [this](const Reply& reply) {
            m_operation->end();
            if (reply) {
                m_chosen = textOf(*reply, "id");
                m_model->read();
            } else {
                m_strip->showError(reply.error());
            }
            importNext();
        });
}

void ModelsPage::dragEnterEvent(QDragEnterEvent* event)
{
    if (!modelFiles(*event->mimeData()).isEmpty()) {
        event->acceptProposedAction();
    }
}

void ModelsPage::dropEvent(QDropEvent* event)
{
    const QStringList paths = modelFiles(*event->mimeData());
    if (!paths.isEmpty()) {
        event->acceptProposedAction();
        import(paths);
    }
}

QStringList ModelsPage::breadcrumb() const
{
    return {tr("Models")};
}

} // namespace ui
