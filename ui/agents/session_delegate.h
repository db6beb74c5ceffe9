// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/widgets/row_delegate.h"

namespace ui {

/// A session in the list: state icon, title and time, and what it stands at.
class SessionDelegate final : public RowDelegate {
    Q_OBJECT
public:
    explicit SessionDelegate(const Appearance& appearance, QObject* parent = nullptr);

protected:
    void paintContent(
        QPainter& painter, const QRect& content, const QModelIndex& index) const override;
};

} // namespace ui
