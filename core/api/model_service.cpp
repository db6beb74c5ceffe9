// SPDX-License-Identifier: Apache-2.0
#include "core/api/model_service.h"

#include <fmt/format.h>

namespace core {

namespace {

constexpr std::int64_t contextTokensMax = std::int64_t{1} << 24U;
constexpr std::int64_t threadsMax = 1024;

std::string_view stateName(LoadedModels::State state)
{
    switch (state) {
    case LoadedModels::State::Loading:
        return "loading";
    case LoadedModels::State::Loaded:
        return "loaded";
    case LoadedModels::State::Unloaded:
        break;
    }
    return "unloaded";
}

Json toJson(const ModelServices& services, const ModelEntry& entry)
{
    return modelToJson(entry, services.loaded.status(entry.id));
}

Result<ModelEntry> wantedModel(const ModelServices& services, const Json& parameters)
{
    return services.library.find(TRY(requiredString(parameters, "model")));
}

/// A path of a request must not depend on where the answering process happens to stand.
Result<std::filesystem::path> wantedPath(const Json& parameters)
{
    const std::string text = TRY(requiredString(parameters, "path"));
    if (text.empty() || text.front() != '/' || text.find('\0') != std::string::npos) {
        return fail(Error{.code = ErrorCode::InvalidInput,
            .message = fmt::format("Found the path '{}'. Allowed is an absolute path.", text),
            .field = "path"});
    }
    return std::filesystem::path(text);
}

Result<Json> inspectModel(const ModelServices& services, const Json& parameters)
{
    TRY(requireMembersAmong(parameters, {"path"}));
    return services.provider.inspect(TRY(wantedPath(parameters)));
}

Result<Json> importModel(
    const ModelServices& services, const Json& parameters, const CallContext& context)
{
    TRY(requireMembersAmong(parameters, {"path", "name", "copy", "operation"}));
    ModelLibrary::Import request{.file = TRY(wantedPath(parameters)),
        .name = TRY(optionalString(parameters, "name")).value_or(""),
        .makeCopy = TRY(optionalBool(parameters, "copy")).value_or(false)};
    const auto operation = TRY(optionalString(parameters, "operation"));
    return services.operations.run(operation, context.stop,
        [&](const ProgressSink& progress, const std::stop_token& stop) -> Result<Json> {
            const ModelEntry entry = TRY(services.library.import(request, progress, stop));
            services.bus.publish("model.changed", {{"model", entry.id.text()}});
            return toJson(services, entry);
        });
}

Result<Json> listModels(const ModelServices& services, const Json& parameters)
{
    TRY(requireMembersAmong(parameters, {}));
    Json data = Json::array();
    for (const ModelEntry& entry : TRY(services.library.list())) {
        data.push_back(toJson(services, entry));
    }
    return Json{{"data", std::move(data)}};
}

Result<Json> getModel(const ModelServices& services, const Json& parameters)
{
    TRY(requireMembersAmong(parameters, {"model"}));
    const ModelEntry entry = TRY(wantedModel(services, parameters));
    Json object = toJson(services, entry);
    const auto facts = services.provider.inspect(entry.path);
    object["facts"] = facts ? *facts : Json();
    return object;
}

Result<Json> removeModel(const ModelServices& services, const Json& parameters)
{
    TRY(requireMembersAmong(parameters, {"model"}));
    const std::string reference = TRY(requiredString(parameters, "model"));
    const ModelEntry entry = TRY(services.library.remove(reference));
    services.loaded.unload(entry.id);
    services.bus.publish("model.deleted", {{"model", entry.id.text()}});
    return Json{{"id", entry.id.text()}, {"deleted", true}, {"file_kept", !entry.isCopy}};
}

Result<Json> listDevices(const ModelServices& services, const Json& parameters)
{
    TRY(requireMembersAmong(parameters, {}));
    Json data = Json::array();
    for (const DeviceFacts& device : services.provider.devices()) {
        data.push_back({{"name", device.name}, {"title", device.title}, {"usable", device.usable},
            {"automatic", device.isAutomatic}, {"reason", device.reason},
            {"memory_bytes", device.memoryBytes}, {"details", device.details}});
    }
    return Json{{"data", std::move(data)}};
}

Result<Json> estimateModel(const ModelServices& services, const Json& parameters)
{
    TRY(requireMembersAmong(parameters, {"model", "device", "context_tokens", "kv", "threads"}));
    const ModelEntry entry = TRY(wantedModel(services, parameters));
    const LoadEstimate estimate =
        TRY(services.provider.estimate(entry.path, TRY(loadOptionsFromJson(parameters))));
    return Json{{"device", estimate.device}, {"weights_bytes", estimate.weightsBytes},
        {"kv_bytes", estimate.kvBytes}, {"work_bytes", estimate.workBytes},
        {"available_bytes", estimate.availableBytes}, {"context_tokens", estimate.contextTokens},
        {"fits", estimate.fits}};
}

Result<Json> loadModel(
    const ModelServices& services, const Json& parameters, const CallContext& context)
{
    TRY(requireMembersAmong(
        parameters, {"model", "device", "context_tokens", "kv", "threads", "operation"}));
    const ModelEntry entry = TRY(wantedModel(services, parameters));
    const LoadOptions options = TRY(loadOptionsFromJson(parameters));
    const auto operation = TRY(optionalString(parameters, "operation"));
    return services.operations.run(operation, context.stop,
        [&](const ProgressSink& progress, const std::stop_token& stop) -> Result<Json> {
            TRY(services.loaded.load(entry, options, progress, stop));
            return toJson(services, entry);
        });
}

Result<Json> unloadModel(const ModelServices& services, const Json& parameters)
{
    TRY(requireMembersAmong(parameters, {"model"}));
    const ModelEntry entry = TRY(wantedModel(services, parameters));
    services.loaded.unload(entry.id);
    return toJson(services, entry);
}

Result<Json> showCache(const ModelServices& services, const Json& parameters)
{
    TRY(requireMembersAmong(parameters, {}));
    return services.provider.stateFacts();
}

Result<Json> clearCache(const ModelServices& services, const Json& parameters)
{
    TRY(requireMembersAmong(parameters, {}));
    return services.provider.clearState({});
}

Result<Json> limitCache(const ModelServices& services, const Json& parameters)
{
    TRY(requireMembersAmong(parameters, {"bytes"}));
    TRY(services.provider.limitState(TRY(requiredInteger(parameters, "bytes", 0, INT64_MAX))));
    return services.provider.stateFacts();
}

Result<Json> cancelOperation(const ModelServices& services, const Json& parameters)
{
    TRY(requireMembersAmong(parameters, {"operation"}));
    const std::string name = TRY(requiredString(parameters, "operation"));
    return Json{{"cancelled", services.operations.cancel(name)}};
}

using Function = Result<Json> (*)(const ModelServices&, const Json&);
using StoppableFunction = Result<Json> (*)(const ModelServices&, const Json&, const CallContext&);

} // namespace

Json modelToJson(const ModelEntry& entry, const LoadedModels::Status& status)
{
    const bool isLoaded = status.state == LoadedModels::State::Loaded;
    return {{"id", entry.id.text()}, {"name", entry.name}, {"path", entry.path.native()},
        {"size_bytes", entry.stamp.sizeBytes}, {"fingerprint", entry.fingerprint},
        {"present", ModelLibrary::isPresent(entry)}, {"architecture", entry.summary.architecture},
        {"parameters", entry.summary.parameters}, {"quantization", entry.summary.quantization},
        {"context_length", entry.summary.contextLength},
        {"has_chat_template", entry.summary.hasChatTemplate},
        {"imported_at_us", entry.importedAtUs}, {"state", stateName(status.state)},
        {"device", isLoaded ? Json(status.device) : Json()},
        {"context_tokens", isLoaded ? Json(status.contextTokens) : Json()}};
}

Result<LoadOptions> loadOptionsFromJson(const Json& parameters)
{
    LoadOptions options;
    options.device = TRY(optionalString(parameters, "device")).value_or(options.device);
    options.contextTokens = TRY(optionalInteger(parameters, "context_tokens", 0, contextTokensMax))
                                .value_or(options.contextTokens);
    options.threads = static_cast<std::int32_t>(
        TRY(optionalInteger(parameters, "threads", 0, threadsMax)).value_or(options.threads));
    const std::string kv = TRY(optionalString(parameters, "kv")).value_or("f16");
    if (kv != "f16" && kv != "f32") {
        return fail(Error{.code = ErrorCode::InvalidInput,
            .message = fmt::format("Found '{}' for 'kv'. Allowed is f16 or f32.", kv),
            .field = "kv"});
    }
    options.kvF32 = kv == "f32";
    return options;
}

void addModelMethods(ServiceTable& table, const ModelServices& services)
{
    const auto add = [&](const char* name, Function function) {
        table.add(name, [services, function](const Json& parameters, const CallContext&) {
            return function(services, parameters);
        });
    };
    const auto addStoppable = [&](const char* name, StoppableFunction function) {
        table.add(name, [services, function](const Json& parameters, const CallContext& context) {
            return function(services, parameters, context);
        });
    };
    add("models.inspect", inspectModel);
    addStoppable("models.import", importModel);
    add("models.list", listModels);
    add("models.get", getModel);
    add("models.remove", removeModel);
    add("models.devices", listDevices);
    add("models.estimate", estimateModel);
    addStoppable("models.load", loadModel);
    add("models.unload", unloadModel);
    add("models.cache.show", showCache);
    add("models.cache.clear", clearCache);
    add("models.cache.limit", limitCache);
    add("operations.cancel", cancelOperation);
}

} // namespace core
