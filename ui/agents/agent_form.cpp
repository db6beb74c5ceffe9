// SPDX-License-Identifier: Apache-2.0
#include "ui/agents/agent_form.h"

#include "ui/agents/sampling_fields.h"
#include "ui/bridge/wire_resources.h"
#include "ui/theme/appearance.h"
#include "ui/widgets/action_button.h"
#include "ui/widgets/check_box.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/section_bar.h"
#include "ui/widgets/strip.h"

#include <QCheckBox>
#include <QFileDialog>
#include <QGridLayout>
#include <QJsonArray>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QScrollArea>

namespace ui {

namespace {

constexpr int nameColumnWidth = 110;
constexpr int formWidthMax = 720;
constexpr int instructionsHeight = 150;

struct ToolWords {
    const char* name;
    const char* purpose;
    bool needsDirectory;
};

constexpr ToolWords knownTools[] = {
    {"memory_save", QT_TRANSLATE_NOOP("AgentForm", "keeps a fact for later sessions"), false},
    {"memory_search", QT_TRANSLATE_NOOP("AgentForm", "finds what was kept"), false},
    {"list_files", QT_TRANSLATE_NOOP("AgentForm", "lists files of the directory below"), true},
    {"read_file", QT_TRANSLATE_NOOP("AgentForm", "reads files of the directory below"), true},
    {"calculate", QT_TRANSLATE_NOOP("AgentForm", "works out an expression exactly"), false},
};

} // namespace

AgentForm::AgentForm(const Context& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_bar(new SectionBar(context.appearance))
    , m_strip(new Strip(context.appearance))
    , m_name(new QLineEdit)
    , m_instructions(new QPlainTextEdit)
    , m_model(new ComboBox(context.appearance))
    , m_directory(new QLineEdit)
    , m_sampling(new SamplingFields(context.appearance))
    , m_save(new ActionButton(context.appearance, ActionButton::Kind::Primary, tr("Make agent")))
    , m_delete(new ActionButton(context.appearance, ActionButton::Kind::Danger, tr("Delete agent")))
{
    build();
    connect(m_name, &QLineEdit::textChanged, this, &AgentForm::updateSave);
    connect(m_directory, &QLineEdit::textChanged, this, &AgentForm::updateFileTools);
    connect(m_save, &QAbstractButton::clicked, this, &AgentForm::save);
    connect(m_delete, &QAbstractButton::clicked, this, &AgentForm::erase);
    connect(&context.bridge, &Bridge::modelChanged, this,
        [this] { readModels(m_model->currentData().toString()); });
}

void AgentForm::build()
{
    setGround(this, "surface");
    auto* inner = new QWidget;
    inner->setMaximumWidth(formWidthMax);
    auto* innerColumn = new QVBoxLayout(inner);
    innerColumn->setContentsMargins(20, 16, 20, 16);
    innerColumn->setSpacing(16);
    innerColumn->addWidget(buildFields());
    innerColumn->addWidget(buildButtons());
    innerColumn->addStretch(1);
    auto* holder = new QWidget;
    auto* holderRow = new QHBoxLayout(holder);
    holderRow->setContentsMargins(0, 0, 0, 0);
    holderRow->addWidget(inner, 1);
    holderRow->addStretch(0);
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidget(holder);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->viewport()->setAutoFillBackground(false);
    holder->setAutoFillBackground(false);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_bar);
    column->addWidget(m_strip);
    column->addWidget(scroll, 1);
}

void AgentForm::addRow(QGridLayout* grid, const QString& name, QWidget* field, const QString& hint)
{
    const int row = grid->rowCount();
    QLabel* label = makeLabel(m_context.appearance, FontRole::Interface, name, Tone::Second);
    label->setFixedWidth(nameColumnWidth);
    label->setContentsMargins(0, 5, 0, 0);
    label->setBuddy(field);
    if (field->accessibleName().isEmpty()) {
        field->setAccessibleName(name);
    }
    grid->addWidget(label, row, 0, Qt::AlignTop);
    grid->addWidget(field, row, 1);
    if (!hint.isEmpty()) {
        grid->addWidget(makeWrappedLabel(m_context.appearance, FontRole::Second, hint, Tone::Third),
            row + 1, 1);
    }
}

QWidget* AgentForm::buildFields()
{
    m_name->setPlaceholderText(tr("Unique in this workspace"));
    m_instructions->setFixedHeight(instructionsHeight);
    m_instructions->setTabChangesFocus(true);
    m_instructions->setPlaceholderText(tr("Who the agent is and what it should do"));
    m_directory->setFont(m_context.appearance.font(FontRole::Figure));
    m_directory->setPlaceholderText(tr("none: the file tools have nothing to read"));
    auto* choose = new ActionButton(
        m_context.appearance, ActionButton::Kind::Plain, tr("Choose"), QStringLiteral("folder"));
    connect(choose, &QAbstractButton::clicked, this, &AgentForm::chooseDirectory);
    auto* directory = new QWidget;
    directory->setAccessibleName(tr("Directory"));
    auto* directoryRow = new QHBoxLayout(directory);
    directoryRow->setContentsMargins(0, 0, 0, 0);
    directoryRow->addWidget(m_directory, 1);
    directoryRow->addWidget(choose);
    auto* fields = new QWidget;
    auto* grid = new QGridLayout(fields);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(10);
    grid->setColumnStretch(1, 1);
    addRow(grid, tr("Name"), m_name);
    addRow(grid, tr("Instructions"), m_instructions);
    addRow(grid, tr("Model"), m_model);
    addRow(grid, tr("Tools"), buildTools());
    addRow(grid, tr("Directory"), directory);
    addRow(grid, tr("Sampling"), m_sampling);
    return fields;
}

QWidget* AgentForm::buildTools()
{
    auto* tools = new QWidget;
    auto* grid = new QGridLayout(tools);
    grid->setContentsMargins(0, 2, 0, 0);
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(2);
    grid->setColumnStretch(1, 1);
    for (const ToolWords& words : knownTools) {
        auto* box = new CheckBox(m_context.appearance, QLatin1String(words.name));
        box->setFont(m_context.appearance.font(FontRole::Figure));
        const QString purpose = tr(words.purpose);
        box->setAccessibleDescription(purpose);
        const int row = static_cast<int>(m_tools.size());
        grid->addWidget(box, row, 0);
        grid->addWidget(
            makeLabel(m_context.appearance, FontRole::Second, purpose, Tone::Second), row, 1);
        m_tools.append(box);
    }
    return tools;
}

QWidget* AgentForm::buildButtons()
{
    auto* cancel = new ActionButton(m_context.appearance, ActionButton::Kind::Plain, tr("Cancel"));
    connect(cancel, &QAbstractButton::clicked, this, &AgentForm::cancelled);
    auto* buttons = new QWidget;
    auto* row = new QHBoxLayout(buttons);
    row->setContentsMargins(nameColumnWidth + 10, 4, 0, 0);
    row->addWidget(m_save);
    row->addWidget(cancel);
    row->addStretch(1);
    row->addWidget(m_delete);
    return buttons;
}

void AgentForm::startNew()
{
    AgentInfo agent;
    for (const ToolWords& words : knownTools) {
        if (!words.needsDirectory) {
            agent.tools.append(QLatin1String(words.name));
        }
    }
    m_bar->setHeading(tr("New agent"));
    m_bar->setSecond({});
    m_save->setText(tr("Make agent"));
    m_delete->hide();
    fill(agent);
    m_name->setFocus();
}

void AgentForm::startEdit(const AgentInfo& agent)
{
    m_bar->setHeading(agent.name);
    m_bar->setSecond(tr("version %1; saving makes version %2, running sessions keep theirs")
                         .arg(agent.version)
                         .arg(agent.version + 1));
    m_save->setText(tr("Save version %1").arg(agent.version + 1));
    m_delete->show();
    fill(agent);
}

void AgentForm::fill(const AgentInfo& agent)
{
    m_agent = agent;
    m_strip->dismiss();
    m_name->setText(agent.name);
    m_instructions->setPlainText(agent.instructions);
    m_directory->setText(agent.directory);
    m_sampling->setValues(agent.sampling, agent.outputTokensMax);
    for (QCheckBox* box : m_tools) {
        box->setChecked(agent.tools.contains(box->text()));
    }
    m_save->updateGeometry();
    updateFileTools();
    readModels(agent.model);
    updateSave();
}

// A tool that reads files has nothing to act in without a directory; the runtime refuses it then.
void AgentForm::updateFileTools()
{
    const bool hasDirectory = !m_directory->text().trimmed().isEmpty();
    for (qsizetype i = 0; i < m_tools.size(); ++i) {
        if (knownTools[i].needsDirectory) {
            m_tools[i]->setEnabled(hasDirectory);
            m_tools[i]->setToolTip(hasDirectory ? QString() : tr("Choose a directory first"));
            m_tools[i]->setChecked(hasDirectory && m_tools[i]->isChecked());
        }
    }
}

} // namespace ui
