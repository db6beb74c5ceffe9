// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/widgets/row_delegate.h"

namespace ui {

/// A record: its text with what matched underlined, then kind, trust and source.
class RecordDelegate final : public RowDelegate {
    Q_OBJECT
public:
    explicit RecordDelegate(const Appearance& appearance, QObject* parent = nullptr);

protected:
    void paintContent(
        QPainter& painter, const QRect& content, const QModelIndex& index) const override;

private:
    void paintSnippet(QPainter& painter, const QRect& rect, const QString& snippet) const;
};

} // namespace ui
