// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"
#include "core/base/id.h"
#include "core/model/language_model.h"
#include "core/policy/label.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace core {

enum class ItemKind {
    Message,
    Reasoning,
    FunctionCall,
    FunctionOutput,
    Approval,
    Compaction,
    Memory
};
enum class ItemRole { User, Assistant };
enum class ItemStatus { InProgress, Completed, Failed, Cancelled, InDoubt };

/// The lower_snake_case names of the store and the wire.
std::string_view itemKindName(ItemKind kind);
std::string_view itemRoleName(ItemRole role);
std::string_view itemStatusName(ItemStatus status);
Result<ItemKind> parseItemKind(std::string_view name);
Result<ItemRole> parseItemRole(std::string_view name);
Result<ItemStatus> parseItemStatus(std::string_view name);

/// What is appended to a branch.
struct NewItem {
    std::optional<std::int64_t> turnKey = {};
    ItemKind kind = ItemKind::Message;
    std::optional<ItemRole> role = {};
    ItemStatus status = ItemStatus::Completed;
    std::optional<std::string> callId = {}; ///< of a function call and its output
    std::optional<std::string> name = {}; ///< of the function
    std::string text; ///< a message, a call's arguments as received, an output
    std::optional<TokenRecord> tokens = {}; ///< how it was generated
    Label label = {};
};

/// A durable piece of a session. Its id, branch and position never change.
struct Item {
    std::int64_t key = 0; ///< items.id
    ItemId id;
    SessionId session;
    BranchId branch; ///< the branch that holds it, which may be an ancestor of the one read
    std::int64_t position = 0;
    std::optional<std::int64_t> turnKey;
    std::optional<TurnId> turn;
    ItemKind kind = ItemKind::Message;
    std::optional<ItemRole> role;
    ItemStatus status = ItemStatus::Completed;
    std::optional<std::string> callId;
    std::optional<std::string> name;
    std::string text;
    std::optional<TokenRecord> tokens;
    Label label;
    TimestampUs createdAtUs = 0;
    std::optional<TimestampUs> completedAtUs;
    std::int64_t addedSeq = 0;
};

} // namespace core
