// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/bridge/bridge.h"
#include "ui/bridge/context.h"

#include <QTimer>
#include <QWidget>

namespace ui {

class StatusItem;

/// What runs and what waits, the model and its speed, the last commit; each leads to its page.
/// Reads again a moment after something changed, and never otherwise.
class StatusBar final : public QWidget {
    Q_OBJECT
public:
    explicit StatusBar(const Context& context, QWidget* parent = nullptr);

    void start();

Q_SIGNALS:
    void agentsRequested();
    void modelsRequested();
    void workspaceRead(const QString& path);

private:
    void build();
    void connectEvents();
    void read();
    void readModels();
    void showStatus(const QJsonObject& status);
    void showProgress(const QJsonObject& progress);

    Context m_context;
    StatusItem* m_running;
    StatusItem* m_waiting;
    StatusItem* m_trouble;
    StatusItem* m_model;
    StatusItem* m_speed;
    StatusItem* m_commit;
    QTimer m_pause;
    RequestSlot m_reading;
    RequestSlot m_readingModels;
};

} // namespace ui
