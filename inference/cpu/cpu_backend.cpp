// SPDX-License-Identifier: Apache-2.0
#include "inference/cpu/cpu_backend.h"

#include "inference/cpu/cpu_model.h"
#include "inference/cpu/cpu_weights.h"

#include <unistd.h>

#include <algorithm>
#include <new>
#include <string>

namespace inference {

namespace {

constexpr std::int64_t memoryPageBytes = 4096;
constexpr std::int64_t reportBytes = 8 * 1024 * 1024;

std::int64_t sizeOf(const WeightView& view)
{
    return view.rows * view.rowBytes();
}

/// Brings the weights' pages into memory, one byte of each.
core::Result<void> readWeights(
    const LlamaModel& model, const core::ProgressSink& progress, const std::stop_token& stop)
{
    const std::vector<WeightView> views = weightsInFile(model);
    core::WorkProgress state{.phase = "loading"};
    for (const WeightView& view : views) {
        state.total += sizeOf(view);
    }
    for (const WeightView& view : views) {
        for (std::int64_t at = 0; at < sizeOf(view); at += reportBytes) {
            if (stop.stop_requested()) {
                return core::fail(core::ErrorCode::Cancelled, "Loading was stopped.");
            }
            const std::int64_t end = std::min(at + reportBytes, sizeOf(view));
            for (std::int64_t byte = at; byte < end; byte += memoryPageBytes) {
                static_cast<void>(*static_cast<const volatile std::uint8_t*>(view.data + byte));
            }
            state.done += end - at;
            if (progress) {
                progress(state);
            }
        }
    }
    return model.mapping->checkUnchanged();
}

} // namespace

CpuBackend::CpuBackend()
    : m_kernels(*supportedCpuKernels().front())
{
}

core::DeviceFacts CpuBackend::facts()
{
    const auto pool = ThreadPool::usableCores();
    core::DeviceFacts facts;
    facts.name = "cpu";
    facts.title = "CPU, " + std::to_string(pool) + (pool == 1 ? " thread, " : " threads, ")
        + std::string(m_kernels.name);
    for (const FormatKernels& format : m_kernels.formats) {
        facts.reason += facts.reason.empty() ? "Weights in " : ", ";
        facts.reason += tensorTypeLayout(static_cast<std::uint32_t>(format.type))->name;
    }
    facts.memoryBytes = static_cast<std::int64_t>(sysconf(_SC_PHYS_PAGES)) * sysconf(_SC_PAGESIZE);
    return facts;
}

core::Result<std::unique_ptr<LoadedModel>> CpuBackend::load(std::shared_ptr<const LlamaModel> model,
    const core::LoadOptions& options, const core::ProgressSink& progress, std::stop_token stop)
{
    try {
        auto loaded = TRY(CpuModel::create(model, m_kernels, options.threads));
        TRY(readWeights(*model, progress, stop));
        loaded->moveWeights();
        return std::unique_ptr<LoadedModel>(std::move(loaded));
    } catch (const std::bad_alloc&) {
        return core::fail(core::ErrorCode::OutOfMemory,
            "Memory to load the model could not be had. Close other programs.");
    }
}

} // namespace inference
