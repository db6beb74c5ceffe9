// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/api/event_bus.h"
#include "core/base/result.h"
#include "core/text/json.h"

#include <functional>
#include <stop_token>
#include <string_view>

namespace core {

/// Somebody who calls the table of services: in process (LocalClient) or through the owner's
/// socket (SocketClient). The window and the command line know only this.
/// Thread rule: call() from any thread, several at a time; it blocks until the answer is there, so
/// never from the GUI thread. Event callbacks come on a thread of the client.
class Client {
public:
    virtual ~Client() = default;

    /// A method of the table. A stop makes it return Cancelled and stops the method.
    virtual Result<Json> call(
        std::string_view method, const Json& parameters, std::stop_token stop = {}) = 0;

    /// All events from now on. Unavailable when the connection is gone.
    virtual Result<Subscription> subscribe(std::function<void(const Event&)> callback) = 0;
};

} // namespace core
