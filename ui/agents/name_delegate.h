// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/widgets/row_delegate.h"

namespace ui {

/// A row with only a name.
class NameDelegate final : public RowDelegate {
    Q_OBJECT
public:
    explicit NameDelegate(const Appearance& appearance, QObject* parent = nullptr);

protected:
    void paintContent(
        QPainter& painter, const QRect& content, const QModelIndex& index) const override;
};

} // namespace ui
