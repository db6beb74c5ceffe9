// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

#include <QColor>
#include <QString>

#include <array>

namespace ui {

/// What a colour is for. The values are in resources/themes, nowhere else.
enum class Token {
    Window,
    Surface,
    Sunken,
    Raised,
    Hover,
    Selected,
    Line,
    Control,
    Wire,
    Text,
    Text2,
    Text3,
    Accent,
    OnAccent,
    AccentText,
    Focus,
    Untrusted,
    UntrustedTint,
};
inline constexpr std::size_t tokenCount = 18;

/// The state of a turn, a call or a model, as shown by a chip.
enum class RunState { Queued, Running, Waiting, Done, Failed, Parked, InDoubt };
inline constexpr std::size_t runStateCount = 7;

/// Where a token of context or a byte of memory comes from.
enum class Origin { Instructions, Memory, Conversation, ToolResult, Retrieved };
inline constexpr std::size_t originCount = 5;

/// Colours of a state. Solid states (a person is needed) have fill, text and edge; the others are
/// ink on a quiet tint.
struct StateColors {
    bool solid = false;
    QColor ink; ///< for solid states the fill
    QColor tint; ///< for solid states the fill
    QColor text; ///< on the tint or fill
    QColor edge;
};

struct OriginColors {
    QColor ink; ///< icons and legends
    QColor fill; ///< areas
};

/// One look of the window, read from a theme file. A value, constant after loading.
class Theme {
public:
    /// `name` is "light", "dark" or "high-contrast". Fails when a token is absent or no colour.
    static core::Result<Theme> load(const QString& name);

    [[nodiscard]] const QString& name() const { return m_name; }
    [[nodiscard]] bool isDark() const { return m_dark; }
    [[nodiscard]] QColor color(Token token) const;
    [[nodiscard]] const StateColors& state(RunState state) const;
    [[nodiscard]] const OriginColors& origin(Origin origin) const;

private:
    friend class ThemeReader;
    Theme() = default;

    QString m_name;
    bool m_dark = false;
    std::array<QColor, tokenCount> m_colors;
    std::array<StateColors, runStateCount> m_states;
    std::array<OriginColors, originCount> m_origins;
};

} // namespace ui
