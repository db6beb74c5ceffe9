// SPDX-License-Identifier: Apache-2.0
#include "core/turns/journal.h"

#include <array>

namespace core {

namespace {

constexpr std::array<std::string_view, 2> phaseNames{"intent", "result"};
constexpr std::array<std::string_view, 4> kindNames{
    "model_call", "tool_call", "approval", "finish"};
constexpr std::array<std::string_view, 5> outcomeNames{
    "succeeded", "failed", "cancelled", "in_doubt", "interrupted"};

template <class Enum, std::size_t Count>
std::optional<Enum> fromName(
    const std::array<std::string_view, Count>& names, std::string_view name)
{
    for (std::size_t i = 0; i < Count; ++i) {
        if (names[i] == name) {
            return static_cast<Enum>(i);
        }
    }
    return {};
}

} // namespace

std::string_view journalPhaseName(JournalPhase phase)
{
    return phaseNames.at(static_cast<std::size_t>(phase));
}

std::string_view journalKindName(JournalKind kind)
{
    return kindNames.at(static_cast<std::size_t>(kind));
}

std::string_view journalOutcomeName(JournalOutcome outcome)
{
    return outcomeNames.at(static_cast<std::size_t>(outcome));
}

std::optional<JournalPhase> journalPhaseFromName(std::string_view name)
{
    return fromName<JournalPhase>(phaseNames, name);
}

std::optional<JournalKind> journalKindFromName(std::string_view name)
{
    return fromName<JournalKind>(kindNames, name);
}

std::optional<JournalOutcome> journalOutcomeFromName(std::string_view name)
{
    return fromName<JournalOutcome>(outcomeNames, name);
}

} // namespace core
