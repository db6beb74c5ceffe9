// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/sessions/session.h"
#include "tests/core/test_support/workspace_fixture.h"

#include <string_view>

namespace core {

/// Puts a turn with a status on the session's active branch, past the turn loop. Returns its key.
std::int64_t addRawTurn(
    WorkspaceFixture& workspace, const Session& session, std::string_view status);

/// Moves it on to another status.
void setRawTurnStatus(WorkspaceFixture& workspace, std::int64_t turnKey, std::string_view status);

} // namespace core
