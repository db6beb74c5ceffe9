// SPDX-License-Identifier: Apache-2.0
#include "core/turns/turns_service.h"

#include "core/sessions/item_json.h"
#include "core/turns/turn_decision.h"
#include "core/turns/turn_intake.h"
#include "core/turns/turn_json.h"
#include "core/turns/turn_store.h"

namespace core {

namespace {

constexpr std::int64_t waitMsDefault = 60'000;
constexpr std::int64_t waitMsMax = std::int64_t{24} * 3600 * 1000;

Result<SessionId> sessionOf(const Json& parameters)
{
    return SessionId::parse(TRY(requiredString(parameters, "session")));
}

Result<TurnId> turnOf(const Json& parameters)
{
    return TurnId::parse(TRY(requiredString(parameters, "turn")));
}

/// The methods, over the services they were made with.
class TurnMethods {
public:
    TurnMethods(const TurnServices& services, TurnRunner& runner)
        : m_services(services)
        , m_runner(runner)
        , m_intake(services)
    {
    }

    Result<Json> send(const Json& parameters)
    {
        TRY(requireMembersAmong(parameters, {"session", "text", "idempotency_key"}));
        const SessionId session = TRY(sessionOf(parameters));
        const auto text = TRY(requiredString(parameters, "text"));
        const auto sent =
            TRY(m_intake.send(session, text, TRY(optionalString(parameters, "idempotency_key"))));
        // An open turn may be one that a process which is gone left behind. For a turn that runs
        // here this does nothing.
        if (sent.turn.status == TurnStatus::Queued) {
            m_runner.enqueue(sent.turn.key);
        } else if (sent.turn.status == TurnStatus::InProgress) {
            TRY(m_runner.recover(session));
        }
        return Json{{"turn", sent.turnData}, {"item", sent.item ? itemToJson(*sent.item) : Json()}};
    }

    Result<Json> cancel(const Json& parameters)
    {
        TRY(requireMembersAmong(parameters, {"session"}));
        const auto turn = TRY(m_runner.cancel(TRY(sessionOf(parameters))));
        return Json{{"cancelled", turn.has_value()}, {"turn", turn ? Json(turn->text()) : Json()}};
    }

    Result<Json> resume(const Json& parameters)
    {
        TRY(requireMembersAmong(parameters, {"session"}));
        std::optional<SessionId> session;
        if (TRY(optionalString(parameters, "session"))) {
            session = TRY(sessionOf(parameters));
        }
        Json ids = Json::array();
        for (const TurnId& turn : TRY(m_runner.recover(session))) {
            ids.push_back(turn.text());
        }
        return Json{{"turns", std::move(ids)}};
    }

    Result<Json> get(const Json& parameters)
    {
        TRY(requireMembersAmong(parameters, {"turn"}));
        return turnNow(TRY(turnOf(parameters)));
    }

    Result<Json> list(const Json& parameters)
    {
        TRY(requireMembersAmong(parameters, {"session", "limit", "after"}));
        const SessionId id = TRY(sessionOf(parameters));
        const auto limit = TRY(optionalInteger(parameters, "limit", 1, pageSizeMax));
        std::optional<TurnId> after;
        if (const auto text = TRY(optionalString(parameters, "after"))) {
            after = TRY(TurnId::parse(*text));
        }
        return m_services.store.read([&](Database& database) -> Result<Json> {
            const Session session = TRY(SessionStore::get(database, id));
            const auto page =
                TRY(TurnStore::list(database, session.key, limit.value_or(pageSizeDefault), after));
            Json data = Json::array();
            for (const Turn& turn : page.data) {
                data.push_back(TRY(turnJson(database, turn)));
            }
            const Json lastId = page.data.empty() ? Json() : Json(page.data.back().id.text());
            return Json{{"data", std::move(data)}, {"has_more", page.hasMore}, {"last_id", lastId}};
        });
    }

    Result<Json> decide(const Json& parameters)
    {
        TRY(requireMembersAmong(parameters, {"turn", "call_id", "decision"}));
        const TurnId id = TRY(turnOf(parameters));
        const auto callId = TRY(requiredString(parameters, "call_id"));
        const auto decision = TRY(parseTurnDecision(TRY(requiredString(parameters, "decision"))));
        const Turn turn = TRY(decideTurn(m_services, id, callId, decision));
        m_runner.enqueue(turn.key);
        return turnNow(id);
    }

    Result<Json> wait(const Json& parameters, const CallContext& context)
    {
        TRY(requireMembersAmong(parameters, {"turn", "timeout_ms"}));
        const TurnId id = TRY(turnOf(parameters));
        const auto timeout = TRY(optionalInteger(parameters, "timeout_ms", 0, waitMsMax));
        TRY(m_runner.wait(
            id, std::chrono::milliseconds(timeout.value_or(waitMsDefault)), context.stop));
        return turnNow(id);
    }

private:
    Result<Json> turnNow(const TurnId& id)
    {
        return m_services.store.read([&](Database& database) -> Result<Json> {
            return turnJson(database, TRY(TurnStore::get(database, id)));
        });
    }

    TurnServices m_services;
    TurnRunner& m_runner;
    TurnIntake m_intake;
};

} // namespace

void addTurnMethods(ServiceTable& table, const TurnServices& services, TurnRunner& runner)
{
    const auto methods = std::make_shared<TurnMethods>(services, runner);
    using Call = Result<Json> (TurnMethods::*)(const Json&);
    const auto add = [&](const char* name, Call call) {
        table.add(name, [methods, call](const Json& parameters, const CallContext&) {
            return ((*methods).*call)(parameters);
        });
    };
    add("sessions.send", &TurnMethods::send);
    add("sessions.cancel", &TurnMethods::cancel);
    add("sessions.resume", &TurnMethods::resume);
    add("turns.get", &TurnMethods::get);
    add("turns.list", &TurnMethods::list);
    add("turns.decide", &TurnMethods::decide);
    table.add("turns.wait", [methods](const Json& parameters, const CallContext& context) {
        return methods->wait(parameters, context);
    });
}

} // namespace core
