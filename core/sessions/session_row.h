// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/sessions/session.h"
#include "core/store/database.h"

#include <vector>

namespace core {

/// The session of a row of session_rows, without its branches.
Session readSession(const Statement& row);

/// The branches of a session in order of making.
Result<std::vector<Branch>> readBranches(Database& database, std::int64_t sessionKey);

} // namespace core
