// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/model/language_model.h"
#include "core/text/json.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace core {

/// A compute device and whether models can run on it.
struct DeviceFacts {
    std::string name; ///< what --device takes: "cpu", "reference"
    std::string title; ///< for people: "CPU, 2 threads, AVX-512"
    bool usable = true;
    std::string reason; ///< what it can, or why it was refused
    std::int64_t memoryBytes = 0;
    bool isAutomatic = true; ///< "auto" may take it: a software GPU works, but the CPU is faster
    Json details = {}; ///< everything that was probed, an object, or null
};

/// How a model is to be loaded.
struct LoadOptions {
    std::string device = "auto";
    std::int64_t contextTokens = 0; ///< 0: what the model was trained for, at most 8,192
    bool kvF32 = false; ///< keys and values in F32 instead of F16
    std::int32_t threads = 0; ///< 0: one a core
};

/// What loading would take, before it is done.
struct LoadEstimate {
    std::string device;
    std::int64_t weightsBytes = 0; ///< mapped from the file
    std::int64_t kvBytes = 0; ///< for one session of `contextTokens`
    std::int64_t workBytes = 0;
    std::int64_t availableBytes = 0;
    std::int64_t contextTokens = 0;
    bool fits = true;
};

/// Measured progress of long work: bytes or tokens, never a timer.
struct WorkProgress {
    std::string phase; ///< what it is doing: "hashing", "loading"
    std::int64_t done = 0;
    std::int64_t total = 0;
};
using ProgressSink = std::function<void(const WorkProgress&)>;

/// Opens model files. The local engine implements it; `app` hands it to the core.
/// Thread rule: all functions may be called from any thread.
class ModelProvider {
public:
    virtual ~ModelProvider() = default;

    /// The facts of a file as a JSON object (the shape of `models inspect --json`), or the error
    /// with detail code, field and byte offset. Reads the header only.
    virtual Result<Json> inspect(const std::filesystem::path& file) = 0;

    virtual std::vector<DeviceFacts> devices() = 0;

    virtual Result<LoadEstimate> estimate(
        const std::filesystem::path& file, const LoadOptions& options) = 0;

    /// What is kept of computed contexts, so that nobody computes them again: `{place, bytes,
    /// pages, packs, quota_bytes, memory_bytes, memory_pages, trouble}`. Unsupported where nothing
    /// is.
    virtual Result<Json> stateFacts()
    {
        return fail(ErrorCode::Unsupported, "This program keeps no computed contexts.");
    }

    /// Forgets computed contexts: those in memory, and those on disk that are of this owner
    /// (ModelRequest::stateOwner) or, with an empty one, all. `{pages, bytes}` of what went from
    /// the disk.
    virtual Result<Json> clearState([[maybe_unused]] const std::string& owner)
    {
        return Json{{"pages", 0}, {"bytes", 0}};
    }

    /// How much of the disk they may take from the next load on; 0 keeps none there.
    virtual Result<void> limitState([[maybe_unused]] std::int64_t diskBytesMax)
    {
        return fail(ErrorCode::Unsupported, "This program keeps no computed contexts.");
    }

    /// Loads a model. OutOfMemory with figures when the estimate does not fit.
    virtual Result<std::shared_ptr<LanguageModel>> load(const std::filesystem::path& file,
        const std::string& fingerprint, const LoadOptions& options, const ProgressSink& progress,
        std::stop_token stop) = 0;
};

} // namespace core
