// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/api/event_bus.h"
#include "core/api/service_table.h"
#include "core/base/id_source.h"
#include "core/store/store.h"

#include <functional>

namespace core {

/// Erases what was computed of this workspace's text outside of it: the engine's keys and values.
using DropComputed = std::function<Result<void>()>;

/// Adds memory.blocks.list, blocks.set, blocks.delete, add, list, search and forget
/// (core/api/README.md). Events are published after the commit. What is passed outlives the table.
/// `dropComputed`, which may be empty, is called after each erasure.
void addMemoryMethods(ServiceTable& table, Store& store, Clock& clock, IdSource& ids,
    EventBus& events, DropComputed dropComputed = {});

} // namespace core
