// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/text/json.h"

#include <functional>
#include <map>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace core {

/// What a method is given beside its parameters.
struct CallContext {
    std::stop_token stop; ///< the caller no longer wants the answer
};

/// The one table of methods (core/api/README.md). Filled once at start, then constant.
/// Thread rule: call() from any thread; methods do their own locking and may block, so never from
/// the GUI thread.
class ServiceTable {
public:
    using Method = std::function<Result<Json>(const Json& parameters, const CallContext& context)>;

    void add(std::string name, Method method);

    /// NotFound when there is no such method. Exceptions that a method lets out become Internal.
    Result<Json> call(
        std::string_view name, const Json& parameters, const CallContext& context = {}) const;

    [[nodiscard]] std::vector<std::string> names() const;

private:
    std::map<std::string, Method, std::less<>> m_methods;
};

} // namespace core
