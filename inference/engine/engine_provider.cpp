// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/engine_provider.h"

#include "inference/engine/chat/template_facts.h"
#include "inference/engine/load_estimate.h"
#include "inference/gguf/gguf_file.h"
#include "inference/gguf/inspect.h"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace inference {

using core::Result;

namespace {

/// The share of the memory that is free after loading, which contexts of sessions may take, and
/// pages of contexts beside them.
constexpr std::int64_t contextShareDivisor = 4;
constexpr std::int64_t pagesShareDivisor = 8;

std::int64_t restOf(const core::LoadEstimate& estimate)
{
    return estimate.availableBytes - estimate.weightsBytes - estimate.workBytes;
}

SequenceLimits limitsFor(const core::LoadEstimate& estimate)
{
    return {.bytesMax = std::max(restOf(estimate) / contextShareDivisor, estimate.kvBytes)};
}

} // namespace

EngineProvider::EngineProvider()
    : EngineProvider(BackendRegistry::create(), availableMemoryBytes, StatePlaces::ofUser())
{
}

Result<core::Json> EngineProvider::inspect(const std::filesystem::path& file)
{
    core::Json facts = TRY(inspectGguf(file));
    const GgufFile gguf = TRY(GgufFile::open(file));
    const Value* value = gguf.find("tokenizer.chat_template");
    const auto* source = value != nullptr ? std::get_if<std::string>(&value->data) : nullptr;
    facts["chat"] = source != nullptr ? describeTemplate(*source) : core::Json();
    return facts;
}

std::vector<core::DeviceFacts> EngineProvider::devices()
{
    return m_backends.allDevices();
}

Result<core::LoadEstimate> EngineProvider::estimate(
    const std::filesystem::path& file, const core::LoadOptions& options)
{
    Backend* backend = TRY(m_backends.pick(options.device));
    const ModelContents contents = TRY(readModelContents(file));
    return estimateLoad(contents, backend->facts().name, options, m_availableBytes());
}

Result<std::shared_ptr<core::LanguageModel>> EngineProvider::load(const std::filesystem::path& file,
    const std::string& fingerprint, const core::LoadOptions& options,
    const core::ProgressSink& progress, std::stop_token stop)
{
    TRY(m_backends.pick(options.device)); // a wrong name needs no file
    ModelContents contents = TRY(readModelContents(file));
    TRY(EngineModel::requireConversations(contents));
    OpenedModel opened = TRY(
        loadModel(m_backends, std::move(contents), options, m_availableBytes(), progress, stop));
    const SequenceLimits limits = limitsFor(opened.estimate);
    StateOptions state = stateFor(opened.estimate);
    auto model = TRY(EngineModel::create(std::move(opened), fingerprint, limits, std::move(state)));
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_loaded, [](const auto& one) { return one.expired(); });
    m_loaded.push_back(model);
    return std::shared_ptr<core::LanguageModel>(std::move(model));
}

StateOptions EngineProvider::stateFor(const core::LoadEstimate& estimate) const
{
    StateOptions options{.folder = m_statePlaces.folder,
        .diskBytesMax = stateDiskBytesDefault,
        .memoryBytesMax = std::max<std::int64_t>(restOf(estimate) / pagesShareDivisor, 0)};
    if (const auto quota = readStateQuota(m_statePlaces)) {
        options.diskBytesMax = *quota;
    } else {
        spdlog::warn("model state: {}", quota.error().message);
    }
    return options;
}

std::vector<std::shared_ptr<EngineModel>> EngineProvider::loaded()
{
    const std::lock_guard lock(m_mutex);
    std::vector<std::shared_ptr<EngineModel>> models;
    for (const auto& one : m_loaded) {
        if (auto model = one.lock()) {
            models.push_back(std::move(model));
        }
    }
    return models;
}

Result<core::Json> EngineProvider::stateFacts()
{
    const auto onDisk = packFolderFacts(m_statePlaces.folder);
    const auto quota = readStateQuota(m_statePlaces);
    std::int64_t memoryBytes = 0;
    std::int64_t memoryPages = 0;
    std::string trouble = !quota ? quota.error().message : !onDisk ? onDisk.error().message : "";
    for (const auto& model : loaded()) {
        const StateStore::Facts facts = model->stateFacts();
        memoryBytes += facts.memoryBytes;
        memoryPages += facts.pagesInMemory;
        trouble = facts.trouble.empty() ? trouble : facts.trouble;
    }
    const PackFolderFacts disk = onDisk.value_or(PackFolderFacts{});
    return core::Json{{"place", m_statePlaces.folder.native()}, {"bytes", disk.bytes},
        {"pages", disk.pages}, {"packs", disk.packs},
        {"quota_bytes", quota.value_or(stateDiskBytesDefault)}, {"memory_bytes", memoryBytes},
        {"memory_pages", memoryPages},
        {"trouble", trouble.empty() ? core::Json() : core::Json(trouble)}};
}

Result<core::Json> EngineProvider::clearState(const std::string& owner)
{
    for (const auto& model : loaded()) {
        model->forgetState();
    }
    const auto tag = owner.empty() ? std::nullopt : std::optional(ownerTag(owner));
    const PackFolderFacts gone = TRY(clearPackFolder(m_statePlaces.folder, tag));
    return core::Json{{"pages", gone.pages}, {"bytes", gone.bytes}};
}

Result<void> EngineProvider::limitState(std::int64_t diskBytesMax)
{
    return writeStateQuota(m_statePlaces, diskBytesMax);
}

} // namespace inference
