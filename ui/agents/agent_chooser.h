// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/bridge/context.h"

#include <QAbstractButton>

class QFrame;
class QListView;

namespace ui {

class AgentListModel;
class SearchField;

/// Names the chosen agent and opens a list to choose another, with a search for many.
class AgentChooser final : public QAbstractButton {
    Q_OBJECT
public:
    enum class NewAgent { Offered, Absent };
    AgentChooser(const Context& context, NewAgent newAgent, QWidget* parent = nullptr);

    /// What is shown; choosing in the list does not change it by itself.
    void setChosen(const QString& name, const QString& second);
    void openList();

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void chosen(const QString& agent);
    void newRequested();

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    void buildPopup(NewAgent newAgent);
    void choose(const QModelIndex& index);

    Context m_context;
    AgentListModel* m_model;
    QFrame* m_popup;
    SearchField* m_search;
    QListView* m_list;
    QString m_second;
};

} // namespace ui
