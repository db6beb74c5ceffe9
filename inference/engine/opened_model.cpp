// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/opened_model.h"

#include "inference/cpu/cpu_backend.h"
#include "inference/engine/load_estimate.h"
#include "inference/engine/steady_model.h"

namespace inference {

using core::Result;

Result<OpenedModel> loadModel(const BackendRegistry& backends, ModelContents contents,
    const core::LoadOptions& options, std::int64_t availableBytes,
    const core::ProgressSink& progress, const std::stop_token& stop)
{
    Backend* backend = TRY(backends.pick(options.device));
    const core::DeviceFacts device = backend->facts();
    core::LoadEstimate estimate = TRY(estimateLoad(contents, device.name, options, availableBytes));
    TRY(requireFits(estimate));
    auto loaded = TRY(backend->load(contents.model, options, progress, stop));
    if (backend->canBeLost()) {
        const auto makeStandIn = [model = contents.model, options] {
            return CpuBackend().load(model, options, {}, {});
        };
        loaded = std::make_unique<SteadyModel>(
            std::move(loaded), device.name, std::string(CpuBackend::deviceName), makeStandIn);
    }
    return OpenedModel{
        .contents = std::move(contents),
        .estimate = std::move(estimate),
        .device = device,
        .loaded = std::move(loaded),
        .kvType = options.kvF32 ? KvType::F32 : KvType::F16,
    };
}

Result<OpenedModel> openModel(const BackendRegistry& backends, const std::filesystem::path& file,
    const core::LoadOptions& options, std::int64_t availableBytes,
    const core::ProgressSink& progress, const std::stop_token& stop)
{
    TRY(backends.pick(options.device)); // a wrong name needs no file
    return loadModel(
        backends, TRY(readModelContents(file)), options, availableBytes, progress, stop);
}

} // namespace inference
