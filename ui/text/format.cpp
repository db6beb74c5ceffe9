// SPDX-License-Identifier: Apache-2.0
#include "ui/text/format.h"

#include <QCoreApplication>
#include <QLocale>

#include <cmath>

namespace ui {

namespace {

constexpr double usPerSecond = 1e6;
constexpr qint64 usPerMillisecond = 1000;
constexpr double bytesPerGib = 1024.0 * 1024.0 * 1024.0;

QString tr(const char* text)
{
    return QCoreApplication::translate("Format", text);
}

QDateTime localTime(qint64 atUs)
{
    return QDateTime::fromMSecsSinceEpoch(atUs / 1000);
}

QString inC(const QDateTime& time, const char* format)
{
    return QLocale::c().toString(time, QLatin1String(format));
}

QString scaled(double value, const QString& unit)
{
    return QStringLiteral("%1 %2").arg(QString::number(value, 'f', value < 10 ? 1 : 0), unit);
}

} // namespace

QString groupedNumber(qint64 value)
{
    QString digits = QString::number(qAbs(value));
    for (qsizetype at = digits.size() - 3; at > 0; at -= 3) {
        digits.insert(at, QLatin1Char(','));
    }
    return value < 0 ? QLatin1Char('-') + digits : digits;
}

QString shortNumber(double value)
{
    return value < 10 ? QString::number(value, 'f', 1) : groupedNumber(std::llround(value));
}

QString byteText(qint64 bytes)
{
    if (bytes < 1024) {
        return tr("%1 bytes").arg(bytes);
    }
    const double kib = static_cast<double>(bytes) / 1024;
    if (kib < 1024) {
        return tr("%1 KiB").arg(QString::number(kib, 'f', 1));
    }
    if (kib < 1024 * 1024) {
        return tr("%1 MiB").arg(QString::number(kib / 1024, 'f', 1));
    }
    return tr("%1 GiB").arg(QString::number(kib / 1024 / 1024, 'f', 2));
}

QString gibText(qint64 bytes)
{
    const double gib = static_cast<double>(bytes) / bytesPerGib;
    return QString::number(gib, 'f', gib < 0.1 ? 3 : 2);
}

QString parameterText(qint64 parameters)
{
    const auto value = static_cast<double>(parameters);
    if (value >= 1e9) {
        return scaled(value / 1e9, QStringLiteral("B"));
    }
    return value >= 1e6 ? scaled(value / 1e6, QStringLiteral("M"))
                        : scaled(value / 1e3, QStringLiteral("K"));
}

QString timeText(qint64 atUs, const QDateTime& now)
{
    if (atUs == 0) {
        return {};
    }
    const QDateTime time = localTime(atUs);
    if (time.date() == now.date()) {
        return inC(time, "HH:mm");
    }
    return inC(time, time.date().year() == now.date().year() ? "d MMM" : "d MMM yyyy");
}

QString clockText(qint64 atUs)
{
    return atUs == 0 ? QString() : inC(localTime(atUs), "HH:mm:ss");
}

QString longTimeText(qint64 atUs)
{
    return atUs == 0 ? QString() : inC(localTime(atUs), "d MMMM yyyy, HH:mm");
}

QString durationText(qint64 us)
{
    const double seconds = static_cast<double>(us) / usPerSecond;
    if (us < usPerMillisecond) {
        return tr("under 1 ms");
    }
    if (seconds < 1) {
        return tr("%1 ms").arg(us / 1000);
    }
    if (seconds < 60) {
        return tr("%1 s").arg(shortNumber(seconds));
    }
    const auto whole = static_cast<qint64>(seconds);
    return tr("%1 min %2 s").arg(whole / 60).arg(whole % 60);
}

QString rateText(qint64 tokens, qint64 us)
{
    if (tokens <= 0 || us <= 0) {
        return {};
    }
    return tr("%1 tok/s")
        .arg(shortNumber(static_cast<double>(tokens) * usPerSecond / static_cast<double>(us)));
}

QString oneLine(const QString& text, int characters)
{
    const QString line = text.left(characters * 2).simplified();
    if (line.size() <= characters && text.size() <= characters * 2) {
        return line;
    }
    return line.left(characters) + QChar(0x2026);
}

} // namespace ui
