// SPDX-License-Identifier: Apache-2.0
#include "ui/agents/name_delegate.h"

namespace ui {

namespace {

constexpr int rowHeight = 32;
constexpr int inset = 12;

} // namespace

NameDelegate::NameDelegate(const Appearance& appearance, QObject* parent)
    : RowDelegate(appearance, rowHeight, parent)
{
}

void NameDelegate::paintContent(
    QPainter& painter, const QRect& content, const QModelIndex& index) const
{
    drawLine(painter, content.adjusted(inset, 0, -inset, 0), index.data().toString(),
        FontRole::Name, Token::Text);
}

} // namespace ui
