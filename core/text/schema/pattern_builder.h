// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/text/schema/pattern.h"
#include "core/text/schema/pattern_parser.h"

#include <map>
#include <string>

namespace core::schema {

/// Makes the automaton of a pattern: first one that may be in several places at once (Thompson,
/// "Regular Expression Search Algorithm", 1968), then the deterministic one of its sets of places.
/// Used once. Thread rule: one owner.
class PatternBuilder {
public:
    explicit PatternBuilder(const PatternTree& tree)
        : m_tree(tree)
    {
    }

    /// LimitReached for too many places, states or steps.
    Result<Pattern> build();

private:
    struct Place {
        enum class Kind { Consume, Fork, Begin, End, Match };
        Kind kind = Kind::Fork;
        std::size_t set = 0; ///< Consume: index into m_sets
        std::vector<std::size_t> next = {};
    };
    /// Where one may be: a place, and whether a `$` forbids to read on.
    struct Item {
        std::size_t place = 0;
        bool isEnded = false;
        auto operator<=>(const Item&) const = default;
    };
    using Items = std::vector<Item>; ///< sorted; only Consume and Match

    Result<std::size_t> place(Place place);
    /// The place where `node` begins when `next` follows it.
    Result<std::size_t> lay(std::size_t node, std::size_t next);
    Result<std::size_t> layRepeat(const PatternNode& node, std::size_t next);
    Result<std::size_t> layAnything(std::size_t next);
    void cutAlphabet();
    Result<void> step();
    Result<Items> close(const Items& items, bool isAtBegin);
    Result<std::uint32_t> stateOf(Items items);
    Result<void> addTransitions(std::size_t state);

    const PatternTree& m_tree;
    std::vector<Place> m_places;
    std::vector<CodePointSet> m_sets;
    std::vector<char32_t> m_cuts; ///< where a range of some set begins or has just ended
    std::map<Items, std::uint32_t> m_known;
    std::vector<Items> m_items; ///< of each state
    std::size_t m_steps = 0;
    Pattern m_pattern;
};

} // namespace core::schema
