// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/bridge/context.h"

#include <QKeySequence>
#include <QWidget>

#include <functional>

class QStackedWidget;

namespace ui {

class AgentsPage;
class MemoryPage;
class ModelsPage;
class Page;
class Rail;
class StatusBar;
class Strip;
class TopBar;

/// The frame: top bar, rail, the pages that exist, status bar, and the keys that work everywhere.
class MainWindow final : public QWidget {
    Q_OBJECT
public:
    enum PageIndex { Agents, Memory, Models };

    explicit MainWindow(const Context& context, QWidget* parent = nullptr);

    void setWorkspacePath(const QString& path);
    void showPage(int page);
    [[nodiscard]] int currentPage() const;
    [[nodiscard]] AgentsPage* agentsPage() const { return m_agents; }
    [[nodiscard]] MemoryPage* memoryPage() const { return m_memory; }
    [[nodiscard]] ModelsPage* modelsPage() const { return m_models; }
    /// Begins to read; called after the first paint so that the window is there at once.
    void start();

Q_SIGNALS:
    void firstPainted();
    void themeChosen(const QString& theme);
    void closed();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void closeEvent(QCloseEvent* event) override;

private:
    void build();
    void addPage(Page* page, const QString& icon, const QString& name, int number);
    void addKeys();
    void addKey(const QKeySequence& key, const std::function<void()>& then);
    void connectParts();
    void showBreadcrumb();
    [[nodiscard]] Page* page() const;

    Context m_context;
    TopBar* m_top;
    Rail* m_rail;
    QStackedWidget* m_stack;
    StatusBar* m_status;
    Strip* m_strip;
    AgentsPage* m_agents;
    MemoryPage* m_memory;
    ModelsPage* m_models;
    QList<bool> m_started;
    bool m_reading = false;
    bool m_painted = false;
};

} // namespace ui
