// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/engine_provider.h"

#include "inference/engine/chat/template_facts.h"
#include "inference/engine/engine_model.h"
#include "inference/engine/load_estimate.h"
#include "inference/gguf/gguf_file.h"
#include "inference/gguf/inspect.h"

#include <algorithm>

namespace inference {

using core::Result;

namespace {

/// The share of the memory that is free after loading, which contexts of sessions may take.
constexpr std::int64_t contextShareDivisor = 4;

SequenceLimits limitsFor(const core::LoadEstimate& estimate)
{
    const std::int64_t rest = estimate.availableBytes - estimate.weightsBytes - estimate.workBytes;
    return {.bytesMax = std::max(rest / contextShareDivisor, estimate.kvBytes)};
}

} // namespace

EngineProvider::EngineProvider()
    : EngineProvider(BackendRegistry::create(), availableMemoryBytes)
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
    return std::shared_ptr<core::LanguageModel>(
        TRY(EngineModel::create(std::move(opened), fingerprint, limits)));
}

} // namespace inference
