// SPDX-License-Identifier: Apache-2.0
#include "core/tools/tool_effect.h"

#include <array>

namespace core {

namespace {

constexpr std::array<std::string_view, 5> effectNames{
    "pure", "idempotent", "transactional", "verifiable", "unsafe"};

} // namespace

std::string_view toolEffectName(ToolEffect effect)
{
    return effectNames.at(static_cast<std::size_t>(effect));
}

ToolEffect toolEffectFromName(std::string_view name)
{
    for (std::size_t i = 0; i < effectNames.size(); ++i) {
        if (effectNames[i] == name) {
            return static_cast<ToolEffect>(i);
        }
    }
    return ToolEffect::Unsafe;
}

} // namespace core
