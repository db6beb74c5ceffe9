// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/api/service_table.h"
#include "core/turns/turn_runner.h"
#include "core/turns/turn_services.h"

namespace core {

/// Adds sessions.send, sessions.cancel, sessions.resume, turns.get, turns.list, turns.decide and
/// turns.wait (core/api/README.md). `services` and `runner` outlive the table.
void addTurnMethods(ServiceTable& table, const TurnServices& services, TurnRunner& runner);

} // namespace core
