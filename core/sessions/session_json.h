// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/sessions/session.h"
#include "core/text/json.h"

#include <string_view>

namespace core {

std::string_view sessionStatusName(SessionStatus status);

/// The Session of core/api/README.md, with its branches.
Json sessionToJson(const Session& session);

/// As it stands in lists: `branch_count` in place of `branches`.
Json sessionToListJson(const Session& session);

} // namespace core
