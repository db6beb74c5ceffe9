// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "inference/grammar/grammar.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace inference {

/// Reads texts along a grammar, byte by byte. A state is the set of all ways in which the text so
/// far can be read: each way is a node and the rules that are still open around it (a frame, whose
/// parents are shared by all). States are made when a text first leads there and are known by
/// number from then on, so that reading is a look into a table.
/// Thread rule: one owner. Borrows the grammar.
class GrammarMachine {
public:
    using StateId = std::int32_t;
    /// No text of the grammar begins so.
    static constexpr StateId dead = 0;

    explicit GrammarMachine(const Grammar& grammar);

    /// Before the first byte.
    StateId start();

    /// After one more byte; `dead` too when a limit was reached: see failure().
    StateId next(StateId state, std::uint8_t byte)
    {
        const State& from = m_states[static_cast<std::size_t>(state)];
        const StateId to = from.row != nullptr ? (*from.row)[byte] : find(from, byte);
        return to != unknown ? to : make(state, byte);
    }

    /// True when the text so far is a whole one.
    [[nodiscard]] bool accepts(StateId state) const { return at(state).accepts; }

    /// True when at least one more byte may follow.
    [[nodiscard]] bool goesOn(StateId state) const { return !at(state).ranges.empty(); }

    /// True when no container is open, whichever way the text so far is read.
    [[nodiscard]] bool isOutside(StateId state) const { return at(state).isOutside; }

    /// The byte that must follow; nothing when there are several, or the text may end.
    [[nodiscard]] std::optional<std::uint8_t> onlyByte(StateId state) const;

    /// A state from which texts of up to the longest token's length go on just as from this one,
    /// the same for all that are alike: what is worked out for one is true for all.
    StateId likeness(StateId state);

    /// LimitReached after a state had too many ways or there were too many states.
    [[nodiscard]] core::Result<void> failure() const;

    [[nodiscard]] std::size_t stateCount() const { return m_states.size(); }

    /// Forgets all states but one, which gets a new number.
    StateId forgetAllBut(StateId state);

private:
    static constexpr StateId unknown = -1;
    static constexpr std::uint32_t rootFrame = 0;
    using Row = std::array<StateId, 256>;

    struct Way {
        Grammar::NodeId node = 0;
        std::uint32_t frame = rootFrame;
        [[nodiscard]] std::uint64_t key() const { return (std::uint64_t{node} << 32U) | frame; }
    };
    struct Frame {
        Grammar::NodeId to = 0; ///< where its parent goes on
        std::uint32_t parent = rootFrame;
        std::uint32_t likeness = rootFrame;
        std::uint32_t depth = 0; ///< containers around
    };
    struct Range {
        std::uint8_t first = 0;
        std::uint8_t last = 0;
        StateId to = unknown;
    };
    struct State {
        std::vector<Way> ways; ///< only those from which a byte can be read
        std::vector<Range> ranges; ///< sorted, apart from one another
        std::unique_ptr<Row> row; ///< the same as `ranges`, when there are many
        bool accepts = false;
        bool isOutside = true;
        StateId likeness = unknown;
    };
    struct WaysHash {
        std::size_t operator()(const std::vector<std::uint64_t>& key) const;
    };
    using Closure = std::pair<std::vector<Way>, bool>; ///< ways and whether the text may end

    [[nodiscard]] const State& at(StateId state) const
    {
        return m_states[static_cast<std::size_t>(state)];
    }
    static StateId find(const State& from, std::uint8_t byte);
    StateId make(StateId state, std::uint8_t byte);
    Closure close(std::vector<Way> open);
    [[nodiscard]] bool isPossible(Way way) const;
    std::uint32_t frameOf(Grammar::NodeId to, std::uint32_t parent, bool isContainer);
    Way enter(const Grammar::Call& call, std::uint32_t frame);
    StateId stateOf(Closure closure);
    void layRanges(State& state) const;
    std::uint32_t moveFrame(std::uint32_t frame, const std::vector<Frame>& from);
    void clear();

    const Grammar& m_grammar;
    std::vector<State> m_states;
    std::unordered_map<std::vector<std::uint64_t>, StateId, WaysHash> m_known;
    std::vector<Frame> m_frames;
    std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> m_frameIndex;
    bool m_hasFailed = false;
};

} // namespace inference
