// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/api/event_bus.h"
#include "core/api/service_table.h"
#include "core/base/id_source.h"
#include "core/store/store.h"

namespace core {

/// Adds sessions.create, list, get, rename, items, fork, switch and delete (core/api/README.md);
/// send, cancel and resume are of core/turns. Events are published after the commit. What is
/// passed outlives the table.
void addSessionMethods(
    ServiceTable& table, Store& store, Clock& clock, IdSource& ids, EventBus& events);

} // namespace core
