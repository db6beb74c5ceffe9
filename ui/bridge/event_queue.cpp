// SPDX-License-Identifier: Apache-2.0
#include "ui/bridge/event_queue.h"

namespace ui {

namespace {

/// How far back a mergeable event is looked for; older ones are simply kept.
constexpr int mergeDistance = 64;

QString member(const InboxEvent& event, const char* name)
{
    return event.data.value(QLatin1String(name)).toString();
}

/// The thing an event is about, when a later event of its type may take its place.
QString replaceKey(const InboxEvent& event)
{
    if (event.type == QLatin1String("turn.progress")) {
        return member(event, "turn");
    }
    if (event.type == QLatin1String("operation.progress")) {
        return member(event, "operation");
    }
    if (event.type == QLatin1String("session.changed")) {
        return member(event, "session");
    }
    if (event.type == QLatin1String("agent.changed")
        || event.type == QLatin1String("memory.changed")) {
        return member(event, "agent");
    }
    if (event.type == QLatin1String("model.changed")) {
        return member(event, "model");
    }
    return {};
}

/// Appends a delta that follows directly; false when it does not.
bool appendDelta(InboxEvent& earlier, const InboxEvent& later)
{
    if (earlier.type != later.type || member(earlier, "turn") != member(later, "turn")) {
        return false;
    }
    const QString text = member(earlier, "text");
    const qint64 end =
        earlier.data.value(QLatin1String("offset")).toInteger() + text.toUtf8().size();
    if (end != later.data.value(QLatin1String("offset")).toInteger()) {
        return false;
    }
    earlier.data.insert(QLatin1String("text"), text + member(later, "text"));
    return true;
}

} // namespace

bool EventQueue::add(InboxEvent event)
{
    const std::scoped_lock lock(m_mutex);
    const bool wasEmpty = m_events.isEmpty();
    if (m_events.size() >= waitingMax) {
        m_events.clear();
        event = InboxEvent{QStringLiteral("events.gap"), {}};
    }
    if (!merge(event)) {
        m_events.append(std::move(event));
    }
    return wasEmpty;
}

bool EventQueue::merge(const InboxEvent& event)
{
    if (event.type == QLatin1String("turn.delta")) {
        return !m_events.isEmpty() && appendDelta(m_events.last(), event);
    }
    const QString key = replaceKey(event);
    if (key.isEmpty()) {
        return false;
    }
    const qsizetype first = qMax<qsizetype>(0, m_events.size() - mergeDistance);
    for (qsizetype i = m_events.size() - 1; i >= first; --i) {
        if (m_events[i].type == event.type && replaceKey(m_events[i]) == key) {
            m_events[i].data = event.data;
            return true;
        }
    }
    return false;
}

QList<InboxEvent> EventQueue::take()
{
    const std::scoped_lock lock(m_mutex);
    return std::exchange(m_events, {});
}

} // namespace ui
