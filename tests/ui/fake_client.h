// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/api/client.h"

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

/// A runtime that answers from a table of functions, so that a test decides what the window sees.
/// Thread rule: set up before use; calls may come from any thread.
class FakeClient final : public core::Client {
public:
    using Answer = std::function<core::Result<core::Json>(const core::Json& parameters)>;

    void answer(std::string method, Answer answer);
    /// From now on calls of the method wait until release() or their stop.
    void hold(const std::string& method);
    void release(const std::string& method);
    void publish(const std::string& type, core::Json data);

    [[nodiscard]] std::vector<std::string> called() const;
    [[nodiscard]] core::Json lastParameters(const std::string& method) const;
    /// Blocks until the method was called so often; false after a few seconds.
    bool waitForCalls(const std::string& method, int count);

    core::Result<core::Json> call(
        std::string_view method, const core::Json& parameters, std::stop_token stop = {}) override;
    core::Result<core::Subscription> subscribe(
        std::function<void(const core::Event&)> callback) override;
    bool waitForSubscriber();

private:
    mutable std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::map<std::string, Answer, std::less<>> m_answers;
    std::map<std::string, bool, std::less<>> m_held;
    std::vector<std::pair<std::string, core::Json>> m_calls;
    std::function<void(const core::Event&)> m_subscriber;
    std::uint64_t m_sequence = 0;
};
