// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/id_source.h"
#include "core/base/result.h"
#include "core/sessions/item.h"
#include "core/store/page.h"
#include "core/store/store.h"

#include <string_view>

namespace core {

/// The text of one message at most.
inline constexpr std::size_t messageBytesMax = std::size_t{1024} * 1024;

/// InvalidInput when it is empty or no UTF-8; LimitReached over messageBytesMax.
Result<void> checkMessage(std::string_view text);

/// Which items of a branch, fork chain included. Positions are exclusive. With neither or only
/// `beforePosition` the last `limit` of them, else the first `limit`; always in order of position.
struct ItemQuery {
    std::optional<std::int64_t> afterPosition;
    std::optional<std::int64_t> beforePosition;
    std::int64_t limit = pageSizeDefault;
};

/// How an item that was in progress ends.
struct ItemEnd {
    ItemStatus status = ItemStatus::Completed;
    std::optional<std::string> text = {}; ///< absent: stays
    std::optional<TokenRecord> tokens = {};
};

/// Items in their order on branches.
/// Thread rule: any thread. The functions that take a Database run inside an operation of Store.
class ItemStore {
public:
    ItemStore(Store& store, Clock& clock, IdSource& ids);

    /// Appends at the head of the branch. `change` is the nextChange() of the operation.
    Result<Item> append(
        Database& database, std::int64_t branchKey, std::int64_t change, const NewItem& item);

    /// Ends an item that is in progress or in doubt; Conflict when it has ended already.
    Result<Item> finish(Database& database, std::int64_t itemKey, const ItemEnd& end);

    static Result<Item> get(Database& database, const ItemId& id);
    static Result<Item> get(Database& database, std::int64_t itemKey);

    /// Items as the branch shows them.
    static Result<Page<Item>> onBranch(
        Database& database, std::int64_t branchKey, const ItemQuery& query);

    /// All items of the branch up to and with a position, for a prompt.
    static Result<std::vector<Item>> through(
        Database& database, std::int64_t branchKey, std::int64_t lastPosition);

    /// The items of one turn, in order.
    static Result<std::vector<Item>> ofTurn(Database& database, std::int64_t turnKey);

    /// As onBranch, with a branch of the session or, absent, its active one.
    Result<Page<Item>> list(
        const SessionId& session, const std::optional<BranchId>& branch, const ItemQuery& query);

private:
    Store& m_store;
    Clock& m_clock;
    IdSource& m_ids;
};

} // namespace core
