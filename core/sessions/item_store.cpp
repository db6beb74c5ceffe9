// SPDX-License-Identifier: Apache-2.0
#include "core/sessions/item_store.h"

#include "core/policy/label_columns.h"
#include "core/sessions/branch_ranges.h"
#include "core/sessions/item_row.h"
#include "core/sessions/session_store.h"
#include "core/sessions/sessions_sql.h"
#include "core/text/text_limits.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace core {

namespace {

constexpr std::int64_t noLimit = std::numeric_limits<std::int64_t>::max();

enum class Direction { Forward, Backward };

Result<void> readRange(Database& database, const BranchRange& range, Direction direction,
    std::int64_t count, std::vector<Item>& items)
{
    auto statement = direction == Direction::Forward ? TRY(database.prepare(sql::itemsForward))
                                                     : TRY(database.prepare(sql::itemsBackward));
    statement.bind(1, range.branchKey).bind(2, range.from).bind(3, range.to).bind(4, count);
    while (TRY(statement.step())) {
        items.push_back(TRY(readItem(statement)));
    }
    return {};
}

/// At most `count` items of the ranges in the direction, those beyond the positions left out.
Result<std::vector<Item>> readRanges(Database& database, std::vector<BranchRange> ranges,
    Direction direction, const ItemQuery& query, std::int64_t count)
{
    if (direction == Direction::Backward) {
        std::reverse(ranges.begin(), ranges.end());
    }
    std::vector<Item> items;
    for (BranchRange range : ranges) {
        range.from = std::max(range.from, query.afterPosition.value_or(0));
        range.to = std::min(range.to, query.beforePosition.value_or(noLimit) - 1);
        if (range.from < range.to && std::ssize(items) < count) {
            TRY(readRange(database, range, direction, count - std::ssize(items), items));
        }
    }
    return items;
}

Result<Item> oneItem(Statement statement, const std::string& what)
{
    if (!TRY(statement.step())) {
        return fail(ErrorCode::NotFound, fmt::format("There is no item {}.", what));
    }
    return readItem(statement);
}

bool isFinal(ItemStatus status)
{
    return status != ItemStatus::InProgress && status != ItemStatus::InDoubt;
}

template <class Value>
std::optional<std::string_view> nameOf(
    const std::optional<Value>& value, std::string_view (*name)(Value))
{
    return value ? std::optional(name(*value)) : std::nullopt;
}

void bindTokens(Statement& statement, int parameter, const std::optional<TokenRecord>& tokens)
{
    if (!tokens) {
        statement.bindNull(parameter).bindNull(parameter + 1);
        return;
    }
    statement.bind(parameter, std::span<const std::uint8_t>(encodeTokens(tokens->ids)))
        .bind(parameter + 1, tokens->modelFingerprint);
}

} // namespace

Result<void> checkMessage(std::string_view text)
{
    return checkText("text", text, 1, messageBytesMax);
}

ItemStore::ItemStore(Store& store, Clock& clock, IdSource& ids)
    : m_store(store)
    , m_clock(clock)
    , m_ids(ids)
{
}

Result<Item> ItemStore::append(
    Database& database, std::int64_t branchKey, std::int64_t change, const NewItem& item)
{
    auto advance = TRY(database.prepare(sql::advanceBranch));
    advance.bind(1, branchKey);
    if (!TRY(advance.step())) {
        return fail(ErrorCode::NotFound, fmt::format("There is no branch {}.", branchKey));
    }
    const std::int64_t position = advance.integer(0);
    const std::int64_t sessionKey = advance.integer(1);
    TRY(advance.run());
    const TimestampUs now = m_clock.now();
    auto statement = TRY(database.prepare(sql::addItem));
    statement.bind(1, m_ids.next())
        .bind(2, sessionKey)
        .bind(3, branchKey)
        .bind(4, position)
        .bind(5, item.turnKey)
        .bind(6, itemKindName(item.kind))
        .bind(7, nameOf(item.role, itemRoleName))
        .bind(8, itemStatusName(item.status))
        .bind(9, item.callId)
        .bind(10, item.name)
        .bind(11, item.text)
        .bind(17, now)
        .bind(18, isFinal(item.status) ? std::optional(now) : std::nullopt)
        .bind(19, change);
    bindTokens(statement, 12, item.tokens);
    bindLabel(statement, 14, item.label);
    TRY(statement.run());
    return get(database, database.lastInsertRowId());
}

Result<Item> ItemStore::finish(Database& database, std::int64_t itemKey, const ItemEnd& end)
{
    auto statement = TRY(database.prepare(sql::endItem));
    statement.bind(1, itemKey)
        .bind(2, itemStatusName(end.status))
        .bind(3, end.text)
        .bind(6, isFinal(end.status) ? std::optional(m_clock.now()) : std::nullopt);
    bindTokens(statement, 4, end.tokens);
    TRY(statement.run());
    const std::int64_t changed = database.changes();
    Item item = TRY(get(database, itemKey));
    if (changed == 0) {
        return fail(ErrorCode::Conflict,
            fmt::format("The item {} has ended as '{}' and no longer changes.", item.id.text(),
                itemStatusName(item.status)));
    }
    return item;
}

Result<Item> ItemStore::get(Database& database, const ItemId& id)
{
    auto statement = TRY(database.prepare(sql::itemById));
    statement.bind(1, id.uuid);
    return oneItem(std::move(statement), id.text());
}

Result<Item> ItemStore::get(Database& database, std::int64_t itemKey)
{
    auto statement = TRY(database.prepare(sql::itemByKey));
    statement.bind(1, itemKey);
    return oneItem(std::move(statement), fmt::format("{}", itemKey));
}

Result<Page<Item>> ItemStore::onBranch(
    Database& database, std::int64_t branchKey, const ItemQuery& query)
{
    const Direction direction = query.afterPosition ? Direction::Forward : Direction::Backward;
    std::vector<BranchRange> ranges = TRY(branchRanges(database, branchKey));
    Page<Item> page =
        cutPage(TRY(readRanges(database, std::move(ranges), direction, query, query.limit + 1)),
            query.limit);
    if (direction == Direction::Backward) {
        std::reverse(page.data.begin(), page.data.end());
    }
    return page;
}

Result<std::vector<Item>> ItemStore::through(
    Database& database, std::int64_t branchKey, std::int64_t lastPosition)
{
    std::vector<BranchRange> ranges = TRY(branchRanges(database, branchKey));
    return readRanges(database, std::move(ranges), Direction::Forward,
        {.afterPosition = 0, .beforePosition = lastPosition + 1}, noLimit);
}

Result<std::vector<Item>> ItemStore::ofTurn(Database& database, std::int64_t turnKey)
{
    auto statement = TRY(database.prepare(sql::itemsOfTurn));
    statement.bind(1, turnKey);
    std::vector<Item> items;
    while (TRY(statement.step())) {
        items.push_back(TRY(readItem(statement)));
    }
    return items;
}

Result<Page<Item>> ItemStore::list(
    const SessionId& session, const std::optional<BranchId>& branch, const ItemQuery& query)
{
    return m_store.read([&](Database& database) -> Result<Page<Item>> {
        const Session found = TRY(SessionStore::get(database, session));
        const std::int64_t branchKey = TRY(SessionStore::branchKey(database, found, branch));
        return onBranch(database, branchKey, query);
    });
}

} // namespace core
