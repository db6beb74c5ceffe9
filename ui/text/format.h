// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDateTime>
#include <QString>

namespace ui {

/// Figures and times as the window writes them, the same in every locale.

/// 1286 -> "1,286".
QString groupedNumber(qint64 value);
/// One decimal below ten, none above: "6.4", "61".
QString shortNumber(double value);
/// "612 bytes", "14.0 KiB", "1.24 GiB".
QString byteText(qint64 bytes);
/// Only the figure, in GiB with two decimals: "4.58".
QString gibText(qint64 bytes);
/// "8.2 B", "125 M", "260 K".
QString parameterText(qint64 parameters);
/// "11:36" today, "8 Mar" this year, "8 Mar 2026" before. Times are microseconds UTC.
QString timeText(qint64 atUs, const QDateTime& now);
/// "11:35:02".
QString clockText(qint64 atUs);
/// "8 March 2026, 11:35".
QString longTimeText(qint64 atUs);
/// "3.2 s", "140 ms", "2 min 4 s".
QString durationText(qint64 us);
/// Tokens per second of so many tokens in that time; empty when it cannot be told.
QString rateText(qint64 tokens, qint64 us);

/// Longest pieces of a text on one line: no line breaks, at most `characters`, then "…".
QString oneLine(const QString& text, int characters);

} // namespace ui
