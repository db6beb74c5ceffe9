// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme/fonts.h"

#include <QString>

class QFrame;
class QLabel;
class QWidget;

namespace ui {

class Appearance;

/// How loud a text is: body, second line, labels and times.
enum class Tone { Body, Second, Third };

/// A label in a role's font. Text is always plain, wherever it comes from.
QLabel* makeLabel(const Appearance& appearance, FontRole role, const QString& text = {},
    Tone tone = Tone::Body, QWidget* parent = nullptr);

/// The same, breaking lines where it must.
QLabel* makeWrappedLabel(const Appearance& appearance, FontRole role, const QString& text = {},
    Tone tone = Tone::Body, QWidget* parent = nullptr);

/// A line of one pixel between two sections.
QFrame* makeHairline(Qt::Orientation orientation, QWidget* parent = nullptr);

/// Gives a plain widget the ground of bars and columns ("window") or of content ("surface").
void setGround(QWidget* widget, const char* ground);

} // namespace ui
