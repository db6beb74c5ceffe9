// SPDX-License-Identifier: Apache-2.0
#include "ui/theme/theme.h"

#include "ui/bridge/json_text.h"

#include <QFile>
#include <QJsonObject>

namespace ui {

namespace {

constexpr std::array<const char*, tokenCount> tokenNames{"window", "surface", "sunken", "raised",
    "hover", "selected", "line", "control", "wire", "text", "text2", "text3", "accent", "onAccent",
    "accentText", "focus", "untrusted", "untrustedTint"};

constexpr std::array<const char*, runStateCount> stateNames{
    "queued", "running", "waiting", "done", "failed", "parked", "inDoubt"};

constexpr std::array<const char*, originCount> originNames{
    "instructions", "memory", "conversation", "toolResult", "retrieved"};

core::Result<QColor> readColor(const QJsonObject& object, const QString& group, const char* name)
{
    const QString value = object.value(QLatin1String(name)).toString();
    if (!QColor::isValidColor(value)) {
        return core::fail(core::ErrorCode::Corrupt,
            QStringLiteral("The theme's %1.%2 is '%3'. A colour is # and six hex digits.")
                .arg(group, QLatin1String(name), value)
                .toStdString());
    }
    return QColor(value);
}

core::Result<StateColors> readState(const QJsonObject& object, const QString& group)
{
    StateColors colors;
    colors.solid = object.contains(QLatin1String("fill"));
    if (colors.solid) {
        colors.ink = TRY(readColor(object, group, "fill"));
        colors.tint = colors.ink;
        colors.text = TRY(readColor(object, group, "text"));
        colors.edge = TRY(readColor(object, group, "edge"));
        return colors;
    }
    colors.ink = TRY(readColor(object, group, "ink"));
    colors.tint = TRY(readColor(object, group, "tint"));
    colors.text = colors.ink;
    colors.edge = colors.tint;
    return colors;
}

} // namespace

/// Fills a Theme; apart so that the header shows only what a theme is.
class ThemeReader {
public:
    static core::Result<Theme> read(const QJsonObject& root)
    {
        Theme theme;
        theme.m_name = root.value(QLatin1String("name")).toString();
        theme.m_dark = root.value(QLatin1String("dark")).toBool();
        const QJsonObject colors = root.value(QLatin1String("colors")).toObject();
        for (std::size_t i = 0; i < tokenCount; ++i) {
            theme.m_colors[i] = TRY(readColor(colors, QStringLiteral("colors"), tokenNames[i]));
        }
        const QJsonObject states = root.value(QLatin1String("states")).toObject();
        for (std::size_t i = 0; i < runStateCount; ++i) {
            const QLatin1String name(stateNames[i]);
            theme.m_states[i] = TRY(readState(states.value(name).toObject(), name));
        }
        const QJsonObject origins = root.value(QLatin1String("origins")).toObject();
        for (std::size_t i = 0; i < originCount; ++i) {
            const QLatin1String name(originNames[i]);
            const QJsonObject origin = origins.value(name).toObject();
            theme.m_origins[i].ink = TRY(readColor(origin, name, "ink"));
            theme.m_origins[i].fill = TRY(readColor(origin, name, "fill"));
        }
        return theme;
    }
};

core::Result<Theme> Theme::load(const QString& name)
{
    QFile file(QStringLiteral(":/themes/%1.json").arg(name));
    if (!file.open(QIODevice::ReadOnly)) {
        return core::fail(core::ErrorCode::NotFound,
            QStringLiteral("No theme is named '%1'. There are light, dark and high-contrast.")
                .arg(name)
                .toStdString());
    }
    const QByteArray bytes = file.readAll();
    const QJsonObject root = TRY(
        parseObject(std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size()))));
    return ThemeReader::read(root);
}

QColor Theme::color(Token token) const
{
    return m_colors[static_cast<std::size_t>(token)];
}

const StateColors& Theme::state(RunState state) const
{
    return m_states[static_cast<std::size_t>(state)];
}

const OriginColors& Theme::origin(Origin origin) const
{
    return m_origins[static_cast<std::size_t>(origin)];
}

} // namespace ui
