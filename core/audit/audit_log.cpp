// SPDX-License-Identifier: Apache-2.0
#include "core/audit/audit_log.h"

#include "core/audit/audit_sql.h"
#include "core/base/digest.h"
#include "core/text/utf8.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

namespace core {

namespace {

constexpr std::uint8_t chainVersion = 1;
constexpr std::size_t saltBytes = 16;

using Bytes = std::span<const std::uint8_t>;

/// A row of the chain, as it is hashed.
struct Link {
    std::int64_t id = 0;
    TimestampUs createdAtUs = 0;
    std::string actor;
    std::string action;
    std::string subject;
    Digest commitment{};
};

Digest hashOf(const Link& link, const Digest& previous)
{
    const std::string canonical = writeJson({
        {"action", link.action},
        {"actor", link.actor},
        {"commitment", hexText(link.commitment)},
        {"created_at_us", link.createdAtUs},
        {"id", link.id},
        {"subject", link.subject},
    });
    std::vector<std::uint8_t> bytes{chainVersion};
    bytes.insert(bytes.end(), previous.begin(), previous.end());
    bytes.insert(bytes.end(), canonical.begin(), canonical.end());
    return sha256(bytes);
}

Digest commitmentTo(Bytes salt, std::string_view payload)
{
    std::vector<std::uint8_t> bytes(salt.begin(), salt.end());
    bytes.insert(bytes.end(), payload.begin(), payload.end());
    return sha256(bytes);
}

std::optional<Digest> digestIn(const Statement& row, int column)
{
    const Bytes bytes = row.blob(column);
    Digest digest{};
    if (bytes.size() != digest.size()) {
        return std::nullopt;
    }
    std::copy(bytes.begin(), bytes.end(), digest.begin());
    return digest;
}

struct Head {
    std::int64_t id = 0;
    Digest hash{};
};

Result<Head> readHead(Database& database)
{
    auto statement = TRY(database.prepare(sql::headOfAudit));
    if (!TRY(statement.step())) {
        return Head{};
    }
    const auto hash = digestIn(statement, 1);
    if (!hash) {
        return fail(
            ErrorCode::Corrupt, "The last entry of the audit has no hash. Restore a back-up.");
    }
    return Head{.id = statement.integer(0), .hash = *hash};
}

/// Follows the chain row by row and keeps the first thing that does not fit.
class Verifier {
public:
    void check(const Statement& row)
    {
        ++m_verdict.entries;
        const std::int64_t id = row.integer(0);
        if (id != m_lastId + 1) {
            find(fmt::format("entry {} follows on entry {}", id, m_lastId));
        }
        m_lastId = id;
        checkChain(row, id);
        checkPayload(row, id);
    }

    void find(std::string what)
    {
        if (m_verdict.intact) {
            m_verdict.intact = false;
            m_verdict.finding = fmt::format("The audit was changed: {}.", what);
        }
    }

    AuditVerdict finish()
    {
        m_verdict.head = hexText(m_previous);
        return std::move(m_verdict);
    }

private:
    void checkChain(const Statement& row, std::int64_t id)
    {
        const auto commitment = digestIn(row, 5);
        const auto previous = digestIn(row, 6);
        const auto hash = digestIn(row, 7);
        if (!commitment || !previous || !hash) {
            find(fmt::format("entry {} has a hash of a wrong size", id));
            return;
        }
        const Link link{.id = id,
            .createdAtUs = row.integer(1),
            .actor = row.text(2),
            .action = row.text(3),
            .subject = row.text(4),
            .commitment = *commitment};
        if (*previous != m_previous) {
            find(fmt::format("entry {} does not follow on the one before it", id));
        }
        if (hashOf(link, *previous) != *hash) {
            find(fmt::format("entry {} does not have the hash of its content", id));
        }
        m_previous = *hash;
    }

    void checkPayload(const Statement& row, std::int64_t id)
    {
        if (row.isNull(8)) {
            ++m_verdict.erasedPayloads;
        } else if (commitmentTo(row.blob(8), row.text(9)) != digestIn(row, 5)) {
            find(fmt::format("the payload of entry {} is not the one it was made with", id));
        }
    }

    AuditVerdict m_verdict;
    std::int64_t m_lastId = 0;
    Digest m_previous{};
};

} // namespace

// What is hashed must be what is read back, so invalid UTF-8 is replaced before it is stored.
Result<void> appendAudit(Database& database, Clock& clock, const AuditEntry& entry)
{
    const Head head = TRY(readHead(database));
    const std::string payload = writeJson(entry.payload);
    std::array<std::uint8_t, saltBytes> salt{};
    fillRandom(salt);
    const Link link{.id = head.id + 1,
        .createdAtUs = clock.now(),
        .actor = replaceInvalidUtf8(entry.actor),
        .action = replaceInvalidUtf8(entry.action),
        .subject = replaceInvalidUtf8(entry.subject),
        .commitment = commitmentTo(salt, payload)};
    auto add = TRY(database.prepare(sql::addAudit));
    add.bind(1, link.id).bind(2, link.createdAtUs).bind(3, link.actor).bind(4, link.action);
    add.bind(5, link.subject).bind(6, Bytes(link.commitment)).bind(7, Bytes(head.hash));
    const Digest hash = hashOf(link, head.hash);
    TRY(add.bind(8, Bytes(hash)).run());
    auto addPayload = TRY(database.prepare(sql::addAuditPayload));
    return addPayload.bind(1, link.id).bind(2, Bytes(salt)).bind(3, payload).run();
}

Result<AuditVerdict> verifyAudit(Database& database)
{
    Verifier verifier;
    auto rows = TRY(database.prepare(sql::wholeAudit));
    while (TRY(rows.step())) {
        verifier.check(rows);
    }
    if (const auto stray = TRY(database.integerOf(sql::firstPayloadWithoutAudit)); stray != 0) {
        verifier.find(fmt::format("the payload {} belongs to no entry", stray));
    }
    return verifier.finish();
}

} // namespace core
