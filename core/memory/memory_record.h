// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"
#include "core/base/id.h"
#include "core/base/result.h"
#include "core/policy/label.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace core {

inline constexpr std::size_t recordTextBytesMax = std::size_t{16} * 1024;
inline constexpr std::size_t recordSourcesMax = 16;
inline constexpr std::size_t sourceQuoteBytesMax = std::size_t{4} * 1024;
inline constexpr std::size_t sourceReferenceBytesMax = std::size_t{4} * 1024;

enum class RecordKind { Semantic, Episodic, Procedural, Preference };

/// Quarantined records wait for a person and are not found by agents.
enum class RecordState { Active, Quarantine };

enum class SourceKind { User, Item, File };

/// The lower_snake_case names of the store and the wire.
std::string_view recordKindName(RecordKind kind);
std::string_view recordStateName(RecordState state);
std::string_view sourceKindName(SourceKind kind);
Result<RecordKind> parseRecordKind(std::string_view name);
Result<RecordState> parseRecordState(std::string_view name);
Result<SourceKind> parseSourceKind(std::string_view name);

/// Where a record came from. `reference` is for people: "user", an item's id, a path.
struct RecordSource {
    SourceKind kind = SourceKind::User;
    std::string reference;
    std::string quote = {};
    std::optional<ItemId> item = {}; ///< of kind Item: the call or message it came from
    std::optional<SessionId> session = {}; ///< read only: the item's session
};

/// What is to be remembered.
struct NewRecord {
    RecordKind kind = RecordKind::Semantic;
    std::string text;
    Label trust; ///< the least trusted of its sources
    std::vector<RecordSource> sources; ///< at least one
    std::optional<std::int64_t> branchKey = {}; ///< the branch that writes it, forks and main alike
    std::string actor = "user"; ///< for the audit: "user", "agent:agent_…"
};

struct MemoryRecord {
    std::int64_t key = 0;
    RecordId id;
    AgentId agent;
    RecordKind kind = RecordKind::Semantic;
    RecordState state = RecordState::Active;
    std::string text;
    Label trust;
    std::vector<RecordSource> sources;
    TimestampUs createdAtUs = 0;
};

/// A record that a search found, best first by score.
struct FoundRecord {
    MemoryRecord record;
    double score = 0; ///< greater is better; comparable within one search only
    std::string snippet = {}; ///< matches stand between U+0002 and U+0003
};

} // namespace core
