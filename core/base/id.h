// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

#include <array>
#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace core {

/// A UUID of version 7 (RFC 9562 section 5.7): 48 bits of milliseconds, then random bits. Sorts by
/// the time it was made. 16 bytes in the store.
struct Uuid {
    std::array<std::uint8_t, 16> bytes{};
    auto operator<=>(const Uuid&) const = default;
    [[nodiscard]] std::span<const std::uint8_t> span() const { return bytes; }
};

/// An id of one kind of thing. Inside a Uuid; outside `prefix_` and 32 lower-case hex digits.
/// The tag gives the prefix, so that an agent's id can never be passed for a session's.
template <class Tag>
struct Id {
    Uuid uuid;

    auto operator<=>(const Id&) const = default;
    [[nodiscard]] std::string text() const;
    static Result<Id> parse(std::string_view text);
};

struct AgentTag {
    static constexpr std::string_view prefix = "agent";
};
struct SessionTag {
    static constexpr std::string_view prefix = "sess";
};
struct BranchTag {
    static constexpr std::string_view prefix = "branch";
};
struct TurnTag {
    static constexpr std::string_view prefix = "turn";
};
struct ItemTag {
    static constexpr std::string_view prefix = "item";
};
struct BlockTag {
    static constexpr std::string_view prefix = "block";
};
struct RecordTag {
    static constexpr std::string_view prefix = "mem";
};
struct ModelTag {
    static constexpr std::string_view prefix = "model";
};
struct WorkspaceTag {
    static constexpr std::string_view prefix = "work";
};

using AgentId = Id<AgentTag>;
using SessionId = Id<SessionTag>;
using BranchId = Id<BranchTag>;
using TurnId = Id<TurnTag>;
using ItemId = Id<ItemTag>;
using BlockId = Id<BlockTag>;
using RecordId = Id<RecordTag>;
using ModelId = Id<ModelTag>;
using WorkspaceId = Id<WorkspaceTag>;

/// `prefix_` and 32 hex digits.
std::string formatId(std::string_view prefix, const Uuid& uuid);

/// The reverse; InvalidInput says what was found and what the form is.
Result<Uuid> parseId(std::string_view prefix, std::string_view text);

template <class Tag>
std::string Id<Tag>::text() const
{
    return formatId(Tag::prefix, uuid);
}

template <class Tag>
Result<Id<Tag>> Id<Tag>::parse(std::string_view text)
{
    return Id{TRY(parseId(Tag::prefix, text))};
}

} // namespace core
