// SPDX-License-Identifier: Apache-2.0
#include "core/turns/turn_intake.h"

#include "core/agents/agent_store.h"
#include "core/turns/turn_json.h"
#include "core/turns/turn_state.h"

#include <algorithm>

namespace core {

TurnIntake::TurnIntake(const TurnServices& services)
    : m_services(services)
    , m_turns(services.clock, services.ids)
    , m_items(services.store, services.clock, services.ids)
    , m_inputs(services.clock)
    , m_sessions(services.store, services.clock, services.ids)
{
}

Result<TurnIntake::Sent> TurnIntake::send(
    const SessionId& session, std::string_view text, std::optional<std::string> idempotencyKey)
{
    TRY(checkMessage(text));
    TurnChanges changes;
    auto sent = TRY(m_services.store.write([&](Database& database) -> Result<Sent> {
        changes = {};
        return accept(database, session, text, idempotencyKey, changes);
    }));
    if (sent.item && !sent.repeated) {
        publishChanges(m_services.bus, changes);
    }
    return sent;
}

Result<TurnIntake::Sent> TurnIntake::accept(Database& database, const SessionId& id,
    std::string_view text, const std::optional<std::string>& idempotencyKey, TurnChanges& changes)
{
    const Session session = TRY(SessionStore::get(database, id));
    const auto accepted = TRY(m_inputs.accept(database,
        {.sessionKey = session.key,
            .branchKey = session.activeBranchKey,
            .text = std::string(text),
            .idempotencyKey = idempotencyKey,
            .label = userLabel()}));
    if (accepted.arrival == InputArrival::Repeated) {
        return repeated(database, accepted.input);
    }
    TRY(m_sessions.noteActivity(database, session.key));
    if (const auto open = TRY(TurnStore::openTurn(database, session.key))) {
        return Sent{.turn = *open, .item = {}, .turnData = TRY(turnJson(database, *open))};
    }
    const std::int64_t change = TRY(nextChange(database));
    // Normally just this one; others first when the process died before a turn could take them.
    const auto inputs = TRY(waitingTogether(database, session.key));
    changes.turn = TRY(begin(database, session, change, inputs, changes));
    changes.turnData = TRY(turnJson(database, changes.turn));
    return Sent{.turn = changes.turn, .item = changes.added.back(), .turnData = changes.turnData};
}

Result<TurnIntake::Sent> TurnIntake::repeated(Database& database, const Input& input)
{
    std::optional<Turn> turn;
    if (input.turnKey) {
        turn = TRY(TurnStore::get(database, *input.turnKey));
    } else {
        turn = TRY(TurnStore::openTurn(database, input.sessionKey));
    }
    if (!turn) {
        return fail(ErrorCode::Conflict,
            "The message is there, but no turn has taken it. Call sessions.resume.");
    }
    Sent sent{
        .turn = *turn, .item = {}, .turnData = TRY(turnJson(database, *turn)), .repeated = true};
    for (const Item& item : TRY(ItemStore::ofTurn(database, turn->key))) {
        if (input.turnKey && item.role == ItemRole::User && item.text == input.text) {
            sent.item = item;
        }
    }
    return sent;
}

Result<Turn> TurnIntake::begin(Database& database, const Session& session, std::int64_t change,
    const std::vector<Input>& inputs, TurnChanges& changes)
{
    const Agent agent = TRY(AgentStore::snapshot(database, session.agentVersionKey));
    const std::uint64_t fixed = agent.settings.sampling.seed;
    const Turn turn = TRY(m_turns.insert(database,
        {.sessionKey = session.key,
            .branchKey = inputs.front().branchKey,
            .agentVersionKey = session.agentVersionKey,
            .seed = modelCallSeed(fixed != 0 ? fixed : m_services.ids.randomBits(), 0)}));
    for (const Input& input : inputs) {
        changes.added.push_back(TRY(take(database, turn, change, input)));
    }
    return turn;
}

Result<Item> TurnIntake::take(
    Database& database, const Turn& turn, std::int64_t change, const Input& input)
{
    TRY(InputLedger::take(database, input.key, turn.key));
    return m_items.append(database, turn.branchKey, change,
        {.turnKey = turn.key,
            .kind = ItemKind::Message,
            .role = ItemRole::User,
            .text = input.text,
            .label = input.label});
}

Result<void> TurnIntake::takeWaiting(
    Database& database, const Turn& turn, std::int64_t change, TurnChanges& changes)
{
    for (const Input& input : TRY(InputLedger::waiting(database, turn.sessionKey))) {
        if (input.branchKey == turn.branchKey) {
            changes.added.push_back(TRY(take(database, turn, change, input)));
        }
    }
    return {};
}

Result<std::vector<Input>> TurnIntake::waitingTogether(Database& database, std::int64_t sessionKey)
{
    auto inputs = TRY(InputLedger::waiting(database, sessionKey));
    if (!inputs.empty()) {
        const std::int64_t branch = inputs.front().branchKey;
        inputs.erase(std::remove_if(inputs.begin(), inputs.end(),
                         [&](const Input& input) { return input.branchKey != branch; }),
            inputs.end());
    }
    return inputs;
}

} // namespace core
