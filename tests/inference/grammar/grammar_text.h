// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/text/schema/schema.h"
#include "inference/grammar/grammar_machine.h"
#include "inference/grammar/schema_grammar.h"

#include <string_view>

namespace testing {

/// The state after a text; dead when no text of the grammar begins so.
inline inference::GrammarMachine::StateId stateAfter(
    inference::GrammarMachine& machine, std::string_view text)
{
    auto state = machine.start();
    for (const char byte : text) {
        state = machine.next(state, static_cast<std::uint8_t>(byte));
    }
    return state;
}

inline bool accepts(const inference::Grammar& grammar, std::string_view text)
{
    inference::GrammarMachine machine(grammar);
    return machine.accepts(stateAfter(machine, text));
}

inline core::Result<inference::Grammar> grammarOfText(std::string_view schema)
{
    return inference::grammarOf(TRY(core::Schema::parse(schema)), {});
}

} // namespace testing
