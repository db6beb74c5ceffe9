// SPDX-License-Identifier: Apache-2.0
#include "core/text/jinja/budget.h"

#include <fmt/format.h>

namespace core::jinja {

namespace {

tl::unexpected<Error> limitReached(std::string message)
{
    return fail(Error{.code = ErrorCode::LimitReached,
        .message = std::move(message),
        .detail = "E_TEMPLATE fuel"});
}

} // namespace

Budget::Budget(TemplateLimits limits)
    : m_limits(limits)
    , m_left(limits.operations)
{
}

Result<void> Budget::spend(std::size_t operations)
{
    if (operations > m_left) {
        m_left = 0;
        return limitReached(
            fmt::format("The template needs more than {} operations, which is the most allowed. "
                        "Use another template or a shorter conversation.",
                m_limits.operations));
    }
    m_left -= operations;
    return {};
}

Result<void> Budget::spendText(std::size_t bytes)
{
    if (bytes > m_limits.outputBytes) {
        return limitReached(
            fmt::format("The template makes a text of {} bytes. At most {} are allowed.", bytes,
                m_limits.outputBytes));
    }
    return spend(1 + bytes / 1024);
}

tl::unexpected<Error> templateError(std::string message)
{
    return fail(Error{
        .code = ErrorCode::InvalidInput, .message = std::move(message), .detail = "E_TEMPLATE"});
}

} // namespace core::jinja
