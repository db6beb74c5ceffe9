// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/text/schema/code_points.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace core::schema {

/// A regular set of texts as a deterministic automaton over code points. Every state can still
/// come to an accepting one, so that a text can be written along it without a dead end.
/// Immutable.
class Pattern {
public:
    struct Transition {
        CodePointRange on;
        std::uint32_t to = 0;
    };
    struct State {
        std::vector<Transition> transitions; ///< sorted, apart from one another
        bool accepts = false;
    };

    /// The texts that an expression of pattern_parser.h finds something in: without ^ and $ it may
    /// stand anywhere in them. Errors: those of parsePattern; LimitReached when the automaton gets
    /// too large. Their texts go on from "The pattern '…': ".
    static Result<Pattern> compile(std::string_view expression);

    /// The texts that both contain. LimitReached as compile.
    [[nodiscard]] Result<Pattern> intersection(const Pattern& other) const;

    [[nodiscard]] bool matches(std::string_view utf8) const;

    /// True when no text matches; there are no states then.
    [[nodiscard]] bool isEmpty() const { return m_states.empty(); }

    /// The first one is where a text begins.
    [[nodiscard]] const std::vector<State>& states() const { return m_states; }

private:
    friend class PatternBuilder;
    void removeDeadStates();
    std::vector<State> m_states;
};

} // namespace core::schema
