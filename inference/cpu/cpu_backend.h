// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/backend/backend.h"
#include "inference/cpu/kernels.h"

namespace inference {

/// The processor: vector kernels of the best instruction set that it has, weights straight from
/// the mapped file, as many threads as cores. Formats: those of CpuKernels.
/// Thread rule: any thread.
class CpuBackend final : public Backend {
public:
    CpuBackend();

    /// With given kernels, one of supportedCpuKernels(): for tests of each instruction set.
    explicit CpuBackend(const CpuKernels& kernels)
        : m_kernels(kernels)
    {
    }

    static constexpr std::string_view deviceName = "cpu";
    [[nodiscard]] std::string_view name() const override { return deviceName; }
    core::DeviceFacts facts() override;

    /// Reads all weights once, so that the first tokens do not wait for the disk: progress is
    /// bytes read of all bytes.
    core::Result<std::unique_ptr<LoadedModel>> load(std::shared_ptr<const LlamaModel> model,
        const core::LoadOptions& options, const core::ProgressSink& progress,
        std::stop_token stop) override;

private:
    const CpuKernels& m_kernels;
};

} // namespace inference
