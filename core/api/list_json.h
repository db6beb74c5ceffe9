// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/id.h"
#include "core/base/result.h"
#include "core/store/page.h"
#include "core/text/json.h"

#include <optional>

namespace core {

/// The parameter `limit` of a list.
Result<std::int64_t> limitParameter(
    const Json& parameters, std::int64_t preset = pageSizeDefault, std::int64_t most = pageSizeMax);

/// An optional id, such as `after`.
template <class SomeId>
Result<std::optional<SomeId>> idParameter(const Json& parameters, std::string_view name)
{
    const auto text = TRY(optionalString(parameters, name));
    if (!text) {
        return std::optional<SomeId>{};
    }
    return std::optional(TRY(SomeId::parse(*text)));
}

template <class SomeId>
Result<SomeId> requiredId(const Json& parameters, std::string_view name)
{
    return SomeId::parse(TRY(requiredString(parameters, name)));
}

/// `{data, has_more, last_id}`; the elements have an `id`.
Json listToJson(Json data, bool hasMore);

template <class T, class ToJson>
Json pageToJson(const Page<T>& page, ToJson toJson)
{
    Json data = Json::array();
    for (const T& element : page.data) {
        data.push_back(toJson(element));
    }
    return listToJson(std::move(data), page.hasMore);
}

} // namespace core
