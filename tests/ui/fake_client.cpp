// SPDX-License-Identifier: Apache-2.0
#include "fake_client.h"

#include <algorithm>
#include <chrono>

namespace {

constexpr auto patience = std::chrono::seconds(5);

} // namespace

void FakeClient::answer(std::string method, Answer answer)
{
    const std::scoped_lock lock(m_mutex);
    m_answers[std::move(method)] = std::move(answer);
}

void FakeClient::hold(const std::string& method)
{
    const std::scoped_lock lock(m_mutex);
    m_held[method] = true;
}

void FakeClient::release(const std::string& method)
{
    const std::scoped_lock lock(m_mutex);
    m_held[method] = false;
    m_changed.notify_all();
}

void FakeClient::publish(const std::string& type, core::Json data)
{
    std::function<void(const core::Event&)> subscriber;
    core::Event event;
    {
        const std::scoped_lock lock(m_mutex);
        subscriber = m_subscriber;
        event.sequence = ++m_sequence;
    }
    event.type = type;
    event.data = std::move(data);
    if (subscriber) {
        subscriber(event);
    }
}

std::vector<std::string> FakeClient::called() const
{
    const std::scoped_lock lock(m_mutex);
    std::vector<std::string> names;
    for (const auto& [name, parameters] : m_calls) {
        names.push_back(name);
    }
    return names;
}

core::Json FakeClient::lastParameters(const std::string& method) const
{
    const std::scoped_lock lock(m_mutex);
    const auto found = std::find_if(
        m_calls.rbegin(), m_calls.rend(), [&](const auto& call) { return call.first == method; });
    return found == m_calls.rend() ? core::Json() : found->second;
}

bool FakeClient::waitForCalls(const std::string& method, int count)
{
    std::unique_lock lock(m_mutex);
    return m_changed.wait_for(lock, patience, [&] {
        return std::count_if(m_calls.begin(), m_calls.end(), [&](const auto& call) {
            return call.first == method;
        }) >= count;
    });
}

core::Result<core::Json> FakeClient::call(
    std::string_view method, const core::Json& parameters, std::stop_token stop)
{
    Answer answer;
    {
        std::unique_lock lock(m_mutex);
        m_calls.emplace_back(std::string(method), parameters);
        m_changed.notify_all();
        m_changed.wait(lock, stop, [&] {
            const auto held = m_held.find(method);
            return held == m_held.end() || !held->second;
        });
        if (stop.stop_requested()) {
            return core::fail(core::ErrorCode::Cancelled, "Stopped.");
        }
        const auto found = m_answers.find(method);
        if (found == m_answers.end()) {
            return core::fail(
                core::ErrorCode::NotFound, "No method is named " + std::string(method) + ".");
        }
        answer = found->second;
    }
    return answer(parameters);
}

core::Result<core::Subscription> FakeClient::subscribe(
    std::function<void(const core::Event&)> callback)
{
    const std::scoped_lock lock(m_mutex);
    m_subscriber = std::move(callback);
    m_changed.notify_all();
    return core::Subscription([this] {
        const std::scoped_lock guard(m_mutex);
        m_subscriber = nullptr;
    });
}

bool FakeClient::waitForSubscriber()
{
    std::unique_lock lock(m_mutex);
    return m_changed.wait_for(lock, patience, [&] { return m_subscriber != nullptr; });
}
