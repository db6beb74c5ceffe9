// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/api/operations.h"
#include "core/api/service_table.h"
#include "core/model/loaded_models.h"
#include "core/model/model_library.h"
#include "core/model/model_provider.h"

namespace core {

/// What the methods of models use. All of it outlives the table.
struct ModelServices {
    ModelLibrary& library;
    LoadedModels& loaded;
    ModelProvider& provider;
    Operations& operations;
    EventBus& bus;
};

/// Adds models.inspect, import, list, get, remove, devices, estimate, load, unload,
/// cache.show, cache.clear, cache.limit and operations.cancel (core/api/README.md).
void addModelMethods(ServiceTable& table, const ModelServices& services);

/// The object Model of the wire.
Json modelToJson(const ModelEntry& entry, const LoadedModels::Status& status);

/// `{device, context_tokens, kv, threads}` of a request; absent parts take the default.
Result<LoadOptions> loadOptionsFromJson(const Json& parameters);

} // namespace core
