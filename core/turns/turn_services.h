// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/api/event_bus.h"
#include "core/base/clock.h"
#include "core/base/id_source.h"
#include "core/store/store.h"
#include "core/tools/tool_registry.h"
#include "core/turns/model_resolver.h"

namespace core {

/// What turns need from outside. All of it outlives the turns.
struct TurnServices {
    Store& store;
    Clock& clock;
    IdSource& ids;
    EventBus& bus;
    const ToolRegistry& tools;
    ModelResolver& models;
};

} // namespace core
