// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/model/model_provider.h"
#include "inference/engine/backend_registry.h"
#include "inference/engine/model_contents.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <stop_token>

namespace inference {

/// A model file made ready on a device.
struct OpenedModel {
    ModelContents contents;
    core::LoadEstimate estimate; ///< what it takes; names the device and the context
    core::DeviceFacts device;
    std::unique_ptr<LoadedModel> loaded;
    KvType kvType = KvType::F16;
};

/// Refuses what does not fit `availableBytes`, then makes the model ready.
core::Result<OpenedModel> loadModel(const BackendRegistry& backends, ModelContents contents,
    const core::LoadOptions& options, std::int64_t availableBytes,
    const core::ProgressSink& progress, const std::stop_token& stop);

/// The same from a file. Refuses what does not fit `availableBytes`, and loads it.
core::Result<OpenedModel> openModel(const BackendRegistry& backends,
    const std::filesystem::path& file, const core::LoadOptions& options,
    std::int64_t availableBytes, const core::ProgressSink& progress, const std::stop_token& stop);

} // namespace inference
