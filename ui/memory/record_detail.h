// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/bridge/bridge.h"
#include "ui/bridge/context.h"
#include "ui/bridge/wire_resources.h"

#include <QWidget>

class QLabel;
class QVBoxLayout;

namespace ui {

class ChipLabel;
class Strip;

/// A record in the inspector: its text, how far it can be trusted, where it came from, and how to
/// have it forgotten.
class RecordDetail final : public QWidget {
    Q_OBJECT
public:
    explicit RecordDetail(const Context& context, QWidget* parent = nullptr);
    void setRecord(const RecordInfo& record);
    [[nodiscard]] const QString& recordId() const { return m_record.id; }

Q_SIGNALS:
    void sessionRequested(const QString& session, const QString& item);
    void forgotten(const QString& record);

private:
    void build();
    void showSources();
    QWidget* makeSource(const SourceInfo& source);
    void forget();

    Context m_context;
    RecordInfo m_record;
    QLabel* m_text;
    QLabel* m_kind;
    ChipLabel* m_trust;
    QLabel* m_time;
    QVBoxLayout* m_sources;
    Strip* m_strip;
    RequestSlot m_forgetting;
};

} // namespace ui
