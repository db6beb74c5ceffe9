// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/model/model_library.h"
#include "core/model/model_provider.h"

#include <condition_variable>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

namespace core {

/// The models in memory: at most a few, the one used longest ago goes first. A model that goes
/// lives on until the turns that use it are done.
/// Thread rule: any thread. Loads run one at a time, because two large models that load at once
/// may each fit and both not; who waits ends at its stop. The observer is called without a lock.
class LoadedModels {
public:
    enum class State { Unloaded, Loading, Loaded };

    struct Status {
        State state = State::Unloaded;
        std::string device = {}; ///< of the model as it was loaded
        std::int64_t contextTokens = 0;
    };

    /// Told of every model whose state changed.
    using Observer = std::function<void(const ModelId&)>;

    LoadedModels(
        ModelLibrary& library, ModelProvider& provider, Observer observer, std::size_t most = 2);

    /// The model, loading it when it is not there. Without options the one that is loaded will do;
    /// with options that differ from how it was loaded it is loaded anew.
    Result<std::shared_ptr<LanguageModel>> load(const ModelEntry& entry,
        const std::optional<LoadOptions>& options, const ProgressSink& progress,
        const std::stop_token& stop);

    /// False when it was not loaded.
    bool unload(const ModelId& id);

    [[nodiscard]] Status status(const ModelId& id) const;

private:
    struct Slot {
        ModelId id;
        LoadOptions options;
        std::string device;
        std::shared_ptr<LanguageModel> model;
    };

    std::shared_ptr<LanguageModel> takeLoaded(
        const ModelId& id, const std::optional<LoadOptions>& options);
    Result<Slot> loadNow(const ModelEntry& entry, const LoadOptions& options,
        const ProgressSink& progress, const std::stop_token& stop);
    std::optional<ModelId> evictOne();

    ModelLibrary& m_library;
    ModelProvider& m_provider;
    Observer m_observer;
    const std::size_t m_most;
    mutable std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::optional<ModelId> m_loading; ///< guarded by m_mutex, as what follows
    std::list<Slot> m_slots; ///< the one used last is first
};

} // namespace core
