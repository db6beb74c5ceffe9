// SPDX-License-Identifier: Apache-2.0
#include "core/api/service_table.h"

#include "core/text/utf8.h"

#include <fmt/format.h>

#include <exception>
#include <new>

namespace core {

namespace {

constexpr std::size_t shownNameBytes = 80;

} // namespace

void ServiceTable::add(std::string name, Method method)
{
    m_methods.insert_or_assign(std::move(name), std::move(method));
}

Result<Json> ServiceTable::call(
    std::string_view name, const Json& parameters, const CallContext& context) const
{
    const auto found = m_methods.find(name);
    if (found == m_methods.end()) {
        return fail(ErrorCode::NotFound,
            fmt::format("No method is named '{}'. core/api/README.md lists them all.",
                replaceInvalidUtf8(clipUtf8(name, shownNameBytes))));
    }
    if (!parameters.is_object() && !parameters.is_null()) {
        return fail(ErrorCode::InvalidInput,
            fmt::format("The parameters of '{}' are {}. Allowed is an object.", name,
                parameters.type_name()));
    }
    if (context.stop.stop_requested()) {
        return fail(ErrorCode::Cancelled, "Stopped before it began.");
    }
    try {
        return found->second(parameters.is_null() ? Json::object() : parameters, context);
    } catch (const std::bad_alloc&) {
        return fail(
            ErrorCode::OutOfMemory, fmt::format("There is not enough memory for '{}'.", name));
    } catch (const std::exception& exception) {
        return fail(ErrorCode::Internal,
            fmt::format("'{}' failed by a mistake of ours: {}", name, exception.what()));
    }
}

std::vector<std::string> ServiceTable::names() const
{
    std::vector<std::string> all;
    all.reserve(m_methods.size());
    for (const auto& [name, method] : m_methods) {
        all.push_back(name);
    }
    return all;
}

} // namespace core
