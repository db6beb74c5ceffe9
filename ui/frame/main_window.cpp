// SPDX-License-Identifier: Apache-2.0
#include "ui/frame/main_window.h"

#include "ui/agents/agents_page.h"
#include "ui/frame/pane_host.h"
#include "ui/frame/rail.h"
#include "ui/frame/status_bar.h"
#include "ui/frame/top_bar.h"
#include "ui/memory/memory_page.h"
#include "ui/models/models_page.h"
#include "ui/theme/appearance.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/strip.h"

#include <QFileInfo>
#include <QFrame>
#include <QHBoxLayout>
#include <QShortcut>
#include <QStackedWidget>

namespace ui {

namespace {

constexpr int widthMin = 960;
constexpr int heightMin = 600;
constexpr int narrowRailBelow = 1200;

} // namespace

MainWindow::MainWindow(const Context& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_top(new TopBar(context.appearance))
    , m_rail(new Rail(context.appearance))
    , m_stack(new QStackedWidget)
    , m_status(new StatusBar(context))
    , m_strip(new Strip(context.appearance))
    , m_agents(new AgentsPage(context))
    , m_memory(new MemoryPage(context))
    , m_models(new ModelsPage(context))
{
    setWindowTitle(tr("Holdfast"));
    setMinimumSize(widthMin, heightMin);
    build();
    connectParts();
    addKeys();
    showPage(Agents);
}

void MainWindow::build()
{
    addPage(m_agents, QStringLiteral("agents"), tr("Agents"), 1);
    addPage(m_memory, QStringLiteral("memory"), tr("Memory"), 2);
    addPage(m_models, QStringLiteral("models"), tr("Models"), 3);
    auto* middle = new QHBoxLayout;
    middle->setSpacing(0);
    middle->addWidget(m_rail);
    middle->addWidget(makeHairline(Qt::Vertical));
    middle->addWidget(m_stack, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_top);
    column->addWidget(makeHairline(Qt::Horizontal));
    column->addWidget(m_strip);
    column->addLayout(middle, 1);
    column->addWidget(makeHairline(Qt::Horizontal));
    column->addWidget(m_status);
}

void MainWindow::addPage(Page* page, const QString& icon, const QString& name, int number)
{
    m_rail->addPage(icon, name, tr("Ctrl %1").arg(number));
    m_stack->addWidget(page);
    m_started.append(false);
    page->setAccessibleName(name);
    connect(page, &Page::breadcrumbChanged, this, &MainWindow::showBreadcrumb);
}

void MainWindow::addKey(const QKeySequence& key, const std::function<void()>& then)
{
    auto* shortcut = new QShortcut(key, this);
    connect(shortcut, &QShortcut::activated, this, then);
}

void MainWindow::addKeys()
{
    for (int i = 0; i < m_stack->count(); ++i) {
        addKey(QKeySequence(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_1 + i)),
            [this, i] { showPage(i); });
    }
    addKey(QKeySequence(Qt::Key_F6), [this] { page()->panes()->focusNextPane(1); });
    addKey(QKeySequence(Qt::SHIFT | Qt::Key_F6), [this] { page()->panes()->focusNextPane(-1); });
    addKey(QKeySequence(Qt::CTRL | Qt::Key_B), [this] { page()->panes()->toggleLeft(); });
    addKey(QKeySequence(Qt::CTRL | Qt::Key_I), [this] { page()->panes()->toggleRight(); });
    addKey(QKeySequence(Qt::CTRL | Qt::Key_N), [this] {
        showPage(Agents);
        m_agents->newSession();
    });
    addKey(QKeySequence(Qt::CTRL | Qt::Key_Period), [this] { m_agents->stop(); });
    addKey(QKeySequence(Qt::CTRL | Qt::Key_O), [this] {
        showPage(Models);
        m_models->addFromFile();
    });
    addKey(QKeySequence(Qt::CTRL | Qt::Key_F), [this] {
        if (currentPage() == Memory) {
            m_memory->focusSearch();
        } else if (currentPage() == Agents) {
            m_agents->focusFilter();
        }
    });
}

void MainWindow::connectParts()
{
    connect(m_rail, &Rail::pageChosen, this, &MainWindow::showPage);
    connect(m_top, &TopBar::themeChosen, this, &MainWindow::themeChosen);
    connect(m_status, &StatusBar::agentsRequested, this, [this] { showPage(Agents); });
    connect(m_status, &StatusBar::modelsRequested, this, [this] { showPage(Models); });
    connect(m_status, &StatusBar::workspaceRead, this, &MainWindow::setWorkspacePath);
    connect(m_memory, &MemoryPage::sessionRequested, this,
        [this](const QString& session, const QString& item) {
            showPage(Agents);
            m_agents->openSession(session, item);
        });
    connect(&m_context.bridge, &Bridge::connectionLost, this, [this](const QString& reason) {
        m_strip->showError(tr("The connection to the workspace is lost"),
            tr("%1 What is shown may be old. Nothing that was acknowledged is lost; open the "
               "window "
               "again to go on.")
                .arg(reason));
    });
}

void MainWindow::setWorkspacePath(const QString& path)
{
    if (!path.isEmpty()) {
        m_top->setWorkspace(QFileInfo(path).completeBaseName());
        m_top->setToolTip(path);
    }
}

Page* MainWindow::page() const
{
    return static_cast<Page*>(m_stack->currentWidget());
}

int MainWindow::currentPage() const
{
    return m_stack->currentIndex();
}

void MainWindow::showPage(int index)
{
    m_stack->setCurrentIndex(qBound(0, index, m_stack->count() - 1));
    m_rail->setCurrent(currentPage());
    if (m_reading && !m_started[currentPage()]) {
        m_started[currentPage()] = true;
        page()->start();
    }
    showBreadcrumb();
}

void MainWindow::start()
{
    if (!m_reading) {
        m_reading = true;
        m_status->start();
        showPage(currentPage());
    }
}

void MainWindow::showBreadcrumb()
{
    m_top->setBreadcrumb(page()->breadcrumb());
}

void MainWindow::paintEvent(QPaintEvent* event)
{
    QWidget::paintEvent(event);
    if (!m_painted) {
        m_painted = true;
        // Queued, so that it comes when this paint has reached the screen.
        QMetaObject::invokeMethod(this, &MainWindow::firstPainted, Qt::QueuedConnection);
    }
}

void MainWindow::resizeEvent(QResizeEvent*)
{
    const bool narrow = width() < narrowRailBelow;
    m_rail->setNarrow(narrow);
    m_top->setMarkWidth(narrow ? 48 : 72);
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    Q_EMIT closed();
    QWidget::closeEvent(event);
}

} // namespace ui
