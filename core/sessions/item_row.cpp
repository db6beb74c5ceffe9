// SPDX-License-Identifier: Apache-2.0
#include "core/sessions/item_row.h"

#include "core/policy/label_columns.h"

#include <fmt/format.h>

namespace core {

namespace {

constexpr std::size_t tokenBytes = 4;

Result<std::vector<std::int32_t>> decodeTokens(std::span<const std::uint8_t> bytes)
{
    if (bytes.size() % tokenBytes != 0) {
        return fail(ErrorCode::Corrupt,
            fmt::format("Token ids of an item have {} bytes, no multiple of {}. Restore a back-up.",
                bytes.size(), tokenBytes));
    }
    std::vector<std::int32_t> ids;
    ids.reserve(bytes.size() / tokenBytes);
    for (std::size_t at = 0; at < bytes.size(); at += tokenBytes) {
        std::uint32_t id = 0;
        for (std::size_t i = 0; i < tokenBytes; ++i) {
            id |= std::uint32_t{bytes[at + i]} << (8U * i);
        }
        ids.push_back(static_cast<std::int32_t>(id));
    }
    return ids;
}

Result<void> readNames(const Statement& row, Item& item)
{
    item.kind = TRY(parseItemKind(row.text(7)));
    if (const auto role = row.optionalText(8)) {
        item.role = TRY(parseItemRole(*role));
    }
    item.status = TRY(parseItemStatus(row.text(9)));
    return {};
}

} // namespace

std::vector<std::uint8_t> encodeTokens(const std::vector<std::int32_t>& ids)
{
    std::vector<std::uint8_t> bytes;
    bytes.reserve(ids.size() * tokenBytes);
    for (const std::int32_t id : ids) {
        for (std::size_t i = 0; i < tokenBytes; ++i) {
            bytes.push_back(static_cast<std::uint8_t>(static_cast<std::uint32_t>(id) >> (8U * i)));
        }
    }
    return bytes;
}

Result<Item> readItem(const Statement& row)
{
    Item item;
    item.key = row.integer(0);
    item.id = {row.uuid(1)};
    item.session = {row.uuid(2)};
    item.branch = {row.uuid(3)};
    item.position = row.integer(4);
    item.turnKey = row.optionalInteger(5);
    if (!row.isNull(6)) {
        item.turn = TurnId{row.uuid(6)};
    }
    if (const Result<void> names = readNames(row, item); !names) {
        return fail(ErrorCode::Corrupt,
            fmt::format("The item {} cannot be read: {} Restore a back-up.", item.id.text(),
                names.error().message));
    }
    item.callId = row.optionalText(10);
    item.name = row.optionalText(11);
    item.text = row.text(12);
    if (!row.isNull(13)) {
        item.tokens =
            TokenRecord{.modelFingerprint = row.text(14), .ids = TRY(decodeTokens(row.blob(13)))};
    }
    item.label = TRY(readLabel(row, 15));
    item.createdAtUs = row.integer(18);
    item.completedAtUs = row.optionalInteger(19);
    item.addedSeq = row.integer(20);
    return item;
}

} // namespace core
