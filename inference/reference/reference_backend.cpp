// SPDX-License-Identifier: Apache-2.0
#include "inference/reference/reference_backend.h"

#include "inference/reference/reference_model.h"

#include <algorithm>

namespace inference {

using core::ErrorCode;
using core::fail;
using core::Result;

namespace {

constexpr std::size_t pageBytes = 4096;
constexpr std::size_t stepBytes = std::size_t{8} * 1024 * 1024;

/// Reads one byte of each page.
Result<void> touch(std::span<const std::uint8_t> bytes, const core::ProgressSink& progress,
    const std::stop_token& stop)
{
    volatile std::uint8_t sink = 0;
    for (std::size_t done = 0; done < bytes.size(); done += stepBytes) {
        if (stop.stop_requested()) {
            return fail(ErrorCode::Cancelled, "Loading was stopped.");
        }
        const std::size_t end = std::min(done + stepBytes, bytes.size());
        for (std::size_t at = done; at < end; at += pageBytes) {
            sink = bytes[at];
        }
        if (progress) {
            progress({.phase = "loading",
                .done = static_cast<std::int64_t>(end),
                .total = static_cast<std::int64_t>(bytes.size())});
        }
    }
    static_cast<void>(sink);
    return {};
}

} // namespace

core::DeviceFacts ReferenceBackend::facts()
{
    return {.name = "reference",
        .title = "Reference, one thread, double precision",
        .usable = true,
        .reason = "Computes exactly and slowly; for comparison."};
}

Result<std::unique_ptr<LoadedModel>> ReferenceBackend::load(std::shared_ptr<const LlamaModel> model,
    const core::LoadOptions&, const core::ProgressSink& progress, std::stop_token stop)
{
    TRY(touch(model->mapping->bytes(), progress, stop));
    TRY(model->mapping->checkUnchanged());
    return std::make_unique<ReferenceModel>(std::move(model));
}

} // namespace inference
