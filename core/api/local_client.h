// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/api/client.h"
#include "core/api/service_table.h"

namespace core {

/// The table and the bus of this process, without a socket. Both must outlive it and its
/// subscriptions.
/// Thread rule: that of Client; events come on the bus's thread.
class LocalClient final : public Client {
public:
    LocalClient(const ServiceTable& table, EventBus& bus)
        : m_table(table)
        , m_bus(bus)
    {
    }

    Result<Json> call(
        std::string_view method, const Json& parameters, std::stop_token stop = {}) override
    {
        return m_table.call(method, parameters, {std::move(stop)});
    }

    Result<Subscription> subscribe(std::function<void(const Event&)> callback) override
    {
        return m_bus.subscribe(m_bus.lastSequence(), std::move(callback));
    }

private:
    const ServiceTable& m_table;
    EventBus& m_bus;
};

} // namespace core
