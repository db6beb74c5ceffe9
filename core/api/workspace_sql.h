// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace core::sql {

inline constexpr std::string_view countsOfWorkspace = R"(
    SELECT
        (SELECT count(*) FROM agents WHERE removed_seq IS NULL),
        (SELECT count(*) FROM sessions WHERE removed_seq IS NULL),
        (SELECT count(*) FROM turns WHERE status IN ('queued', 'in_progress')),
        (SELECT count(*) FROM turns WHERE status = 'waiting'))";

} // namespace core::sql
