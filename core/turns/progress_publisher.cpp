// SPDX-License-Identifier: Apache-2.0
#include "core/turns/progress_publisher.h"

namespace core {

namespace {

std::string_view phaseName(ModelProgress::Phase phase)
{
    switch (phase) {
    case ModelProgress::Phase::Reading:
        return "reading";
    case ModelProgress::Phase::Generating:
        return "generating";
    default:
        return "queued";
    }
}

} // namespace

ProgressPublisher::ProgressPublisher(EventBus& bus, Clock& clock, const Turn& turn)
    : m_bus(bus)
    , m_clock(clock)
    , m_session(turn.session.text())
    , m_turn(turn.id.text())
    , m_sentAt(clock.monotonic() - progressInterval)
{
}

bool ProgressPublisher::isDue()
{
    const auto now = m_clock.monotonic();
    if (now - m_sentAt < progressInterval) {
        return false;
    }
    m_sentAt = now;
    return true;
}

void ProgressPublisher::loading(const WorkProgress& progress)
{
    if (isDue() || progress.done == progress.total) {
        publishProgress("loading", progress.done, progress.total);
    }
}

void ProgressPublisher::take(const ModelProgress& progress)
{
    const bool newPhase = progress.phase != m_last.phase;
    if (newPhase && progress.phase == ModelProgress::Phase::Generating) {
        m_generatingSince = m_clock.monotonic();
        m_generatedBefore = progress.done;
    }
    m_text += progress.text;
    m_last = progress;
    m_last.text.clear();
    m_held = true;
    if (isDue() || newPhase) {
        flush();
    }
}

void ProgressPublisher::flush()
{
    if (!m_held) {
        return;
    }
    m_held = false;
    if (m_published < m_text.size()) {
        m_bus.publish("turn.delta",
            {{"session", m_session}, {"turn", m_turn}, {"text", m_text.substr(m_published)},
                {"offset", m_published}});
        m_published = m_text.size();
    }
    publishProgress(phaseName(m_last.phase), m_last.done, m_last.total);
}

void ProgressPublisher::publishProgress(
    std::string_view phase, std::int64_t done, std::int64_t total)
{
    double rate = 0;
    if (m_last.phase == ModelProgress::Phase::Generating) {
        const std::chrono::duration<double> elapsed = m_clock.monotonic() - m_generatingSince;
        const auto tokens = static_cast<double>(done - m_generatedBefore);
        rate = elapsed.count() > 0 ? tokens / elapsed.count() : 0;
    }
    m_bus.publish("turn.progress",
        {{"session", m_session}, {"turn", m_turn}, {"phase", phase}, {"done", done},
            {"total", total}, {"cached", m_last.cached}, {"tokens_per_second", rate}});
}

} // namespace core
