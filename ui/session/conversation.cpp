// SPDX-License-Identifier: Apache-2.0
#include "ui/session/conversation.h"

#include "ui/text/format.h"

#include <QDateTime>
#include <QJsonArray>
#include <QUuid>

namespace ui {

namespace {

constexpr int itemsPerPage = 200;
constexpr int turnsPerPage = 200;
constexpr int titleCharacters = 60;

QList<ItemInfo> itemsOf(const QJsonObject& page)
{
    QList<ItemInfo> items;
    for (const QJsonValue& value : page.value(QLatin1String("data")).toArray()) {
        items.append(ItemInfo::from(value.toObject()));
    }
    return items;
}

bool hasMore(const QJsonObject& page)
{
    return page.value(QLatin1String("has_more")).toBool();
}

} // namespace

Conversation::Conversation(Bridge& bridge, QObject* parent)
    : QObject(parent)
    , m_bridge(bridge)
{
    connect(&bridge, &Bridge::itemChanged, this, &Conversation::itemArrived);
    connect(&bridge, &Bridge::turnChanged, this, &Conversation::turnArrived);
    connect(&bridge, &Bridge::turnDelta, this, &Conversation::deltaArrived);
    connect(&bridge, &Bridge::turnProgress, this,
        [this](const QString& session, const QJsonObject& progress) {
            if (session == m_id) {
                Q_EMIT progressed(progress);
            }
        });
    connect(&bridge, &Bridge::sessionChanged, this, [this](const QString& session) {
        if (session == m_id) {
            readSession();
        }
    });
    connect(&bridge, &Bridge::sessionDeleted, this, [this](const QString& session) {
        if (session == m_id) {
            open({});
        }
    });
    connect(&bridge, &Bridge::resyncNeeded, this, [this] {
        readSession();
        readItems();
        readTurns();
    });
}

void Conversation::open(const QString& session)
{
    m_id = session;
    m_session = SessionInfo();
    m_rows.clear();
    m_branch.clear();
    m_hasEarlier = false;
    m_isRead = false;
    m_readingSession.cancel();
    m_readingItems.cancel();
    m_readingEarlier.cancel();
    m_readingTurns.cancel();
    rebuild();
    Q_EMIT sessionRead();
    Q_EMIT turnStateChanged();
    readSession();
    readItems();
    readTurns();
}

void Conversation::readSession()
{
    if (m_id.isEmpty()) {
        return;
    }
    m_bridge.call(m_readingSession, QStringLiteral("sessions.get"),
        {{QStringLiteral("session"), m_id}}, this, [this](const Reply& reply) {
            if (reply) {
                takeSession(*reply);
            } else {
                Q_EMIT readFailed(reply.error());
            }
        });
}

void Conversation::readItems()
{
    if (m_id.isEmpty()) {
        return;
    }
    const QJsonObject parameters{
        {QStringLiteral("session"), m_id}, {QStringLiteral("limit"), itemsPerPage}};
    m_bridge.call(m_readingItems, QStringLiteral("sessions.items"), parameters, this,
        [this](const Reply& reply) {
            if (!reply) {
                Q_EMIT readFailed(reply.error());
                return;
            }
            m_hasEarlier = hasMore(*reply);
            m_isRead = true;
            m_rows.putItems(itemsOf(*reply));
            rebuild();
        });
}

void Conversation::readEarlier()
{
    if (!m_hasEarlier || m_readingEarlier.isBusy()) {
        return;
    }
    const QJsonObject parameters{{QStringLiteral("session"), m_id},
        {QStringLiteral("limit"), itemsPerPage},
        {QStringLiteral("before_position"), m_rows.firstPosition()}};
    m_bridge.call(m_readingEarlier, QStringLiteral("sessions.items"), parameters, this,
        [this](const Reply& reply) {
            m_hasEarlier = reply && hasMore(*reply);
            if (reply) {
                m_rows.putItems(itemsOf(*reply));
                rebuild();
            }
        });
}

void Conversation::readTurns()
{
    if (m_id.isEmpty()) {
        return;
    }
    const QJsonObject parameters{
        {QStringLiteral("session"), m_id}, {QStringLiteral("limit"), turnsPerPage}};
    m_bridge.call(
        m_readingTurns, QStringLiteral("turns.list"), parameters, this, [this](const Reply& reply) {
            if (!reply) {
                return;
            }
            for (const QJsonValue& value : reply->value(QLatin1String("data")).toArray()) {
                m_rows.putTurn(TurnInfo::from(value.toObject()));
            }
            rebuild();
            Q_EMIT turnStateChanged();
        });
}

void Conversation::takeSession(const QJsonObject& object)
{
    m_session = SessionInfo::from(object);
    // Items of another branch may not be part of this one: begin anew.
    if (!m_branch.isEmpty() && m_branch != m_session.activeBranch) {
        m_rows.clear();
        readItems();
        readTurns();
    }
    m_branch = m_session.activeBranch;
    rebuild();
    Q_EMIT sessionRead();
}

void Conversation::rebuild()
{
    QList<SpineRow> rows = m_rows.rows(m_session.agentName);
    if (rows != m_shown || rows.isEmpty()) {
        m_shown = std::move(rows);
        Q_EMIT rowsChanged();
    }
}

void Conversation::itemArrived(const QString& session, const QJsonObject& item)
{
    if (session == m_id) {
        m_rows.putItems({ItemInfo::from(item)});
        rebuild();
    }
}

void Conversation::turnArrived(const QString& session, const QJsonObject& turn)
{
    if (session == m_id) {
        m_rows.putTurn(TurnInfo::from(turn));
        rebuild();
        Q_EMIT turnStateChanged();
    }
}

void Conversation::deltaArrived(
    const QString& session, const QString& turn, const QString& text, qint64 offset)
{
    if (session != m_id) {
        return;
    }
    const bool grew = m_rows.putDelta(turn, text, offset);
    const bool shown = !m_shown.isEmpty() && m_shown.last().live;
    if (grew && shown) {
        m_shown.last().text += text;
        Q_EMIT liveTextAppended(text);
    } else {
        rebuild();
    }
}

void Conversation::send(const QString& text, std::function<void()> accepted)
{
    const QJsonObject parameters{{QStringLiteral("session"), m_id}, {QStringLiteral("text"), text},
        {QStringLiteral("idempotency_key"), QUuid::createUuid().toString(QUuid::WithoutBraces)}};
    const QString session = m_id;
    m_bridge.call(QStringLiteral("sessions.send"), parameters, this,
        [this, session, text, accepted = std::move(accepted)](const Reply& reply) {
            if (!reply) {
                Q_EMIT failed(reply.error());
                return;
            }
            accepted();
            if (session != m_id) {
                return;
            }
            nameAfter(text);
            m_rows.putTurn(TurnInfo::from(reply->value(QLatin1String("turn")).toObject()));
            const QJsonObject item = reply->value(QLatin1String("item")).toObject();
            if (item.isEmpty()) {
                m_rows.putWaitingMessage(text, QDateTime::currentMSecsSinceEpoch() * 1000);
            } else {
                m_rows.putItems({ItemInfo::from(item)});
            }
            rebuild();
            Q_EMIT turnStateChanged();
        });
}

// A list of sessions without names says nothing: the first message gives it one.
void Conversation::nameAfter(const QString& message)
{
    const QString title = oneLine(message.trimmed(), titleCharacters);
    if (m_session.title.isEmpty() && !title.isEmpty()) {
        ask(QStringLiteral("sessions.rename"), {{QStringLiteral("title"), title}});
    }
}

void Conversation::stop()
{
    ask(QStringLiteral("sessions.cancel"), {});
}

void Conversation::fork(const QString& item)
{
    ask(QStringLiteral("sessions.fork"), {{QStringLiteral("item"), item}});
}

void Conversation::switchBranch(const QString& branch)
{
    ask(QStringLiteral("sessions.switch"), {{QStringLiteral("branch"), branch}});
}

void Conversation::decide(const QString& decision)
{
    const TurnInfo* turn = openTurn();
    if (turn == nullptr || !turn->action) {
        return;
    }
    const QJsonObject parameters{{QStringLiteral("turn"), turn->id},
        {QStringLiteral("call_id"), turn->action->callId}, {QStringLiteral("decision"), decision}};
    m_bridge.call(QStringLiteral("turns.decide"), parameters, this, [this](const Reply& reply) {
        if (!reply) {
            Q_EMIT failed(reply.error());
        } else {
            turnArrived(m_id, *reply);
        }
    });
}

// Methods that answer with the session, or with something small; the events tell the rest.
void Conversation::ask(const QString& method, QJsonObject parameters)
{
    parameters.insert(QStringLiteral("session"), m_id);
    m_bridge.call(method, parameters, this, [this](const Reply& reply) {
        if (!reply) {
            Q_EMIT failed(reply.error());
        } else if (reply->contains(QLatin1String("active_branch")) && textOf(*reply, "id") == m_id)
        {
            takeSession(*reply);
        }
    });
}

} // namespace ui
