// SPDX-License-Identifier: Apache-2.0
#include "core/api/list_json.h"

namespace core {

Result<std::int64_t> limitParameter(const Json& parameters, std::int64_t preset, std::int64_t most)
{
    return TRY(optionalInteger(parameters, "limit", 1, most)).value_or(preset);
}

Json listToJson(Json data, bool hasMore)
{
    Json lastId = data.empty() ? Json(nullptr) : data.back().at("id");
    return {{"data", std::move(data)}, {"has_more", hasMore}, {"last_id", std::move(lastId)}};
}

} // namespace core
