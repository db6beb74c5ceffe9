// SPDX-License-Identifier: Apache-2.0
#include "core/model/loaded_models.h"

#include <algorithm>

namespace core {

namespace {

bool areEqual(const LoadOptions& a, const LoadOptions& b)
{
    return a.device == b.device && a.contextTokens == b.contextTokens && a.kvF32 == b.kvF32
        && a.threads == b.threads;
}

} // namespace

LoadedModels::LoadedModels(
    ModelLibrary& library, ModelProvider& provider, Observer observer, std::size_t most)
    : m_library(library)
    , m_provider(provider)
    , m_observer(std::move(observer))
    , m_most(std::max<std::size_t>(most, 1))
{
}

/// The mutex is held.
std::shared_ptr<LanguageModel> LoadedModels::takeLoaded(
    const ModelId& id, const std::optional<LoadOptions>& options)
{
    const auto slot =
        std::find_if(m_slots.begin(), m_slots.end(), [&](const Slot& one) { return one.id == id; });
    if (slot == m_slots.end() || (options && !areEqual(*options, slot->options))) {
        return nullptr;
    }
    m_slots.splice(m_slots.begin(), m_slots, slot);
    return slot->model;
}

Result<std::shared_ptr<LanguageModel>> LoadedModels::load(const ModelEntry& entry,
    const std::optional<LoadOptions>& options, const ProgressSink& progress,
    const std::stop_token& stop)
{
    {
        std::unique_lock lock(m_mutex);
        if (!m_changed.wait(lock, stop, [this] { return !m_loading; })) {
            return fail(ErrorCode::Cancelled, "Stopped while another model was loaded.");
        }
        if (auto model = takeLoaded(entry.id, options)) {
            return model;
        }
        m_loading = entry.id;
        m_slots.remove_if([&](const Slot& slot) { return slot.id == entry.id; });
    }
    m_observer(entry.id);
    auto slot = loadNow(entry, options.value_or(LoadOptions{}), progress, stop);
    {
        const std::lock_guard lock(m_mutex);
        m_loading.reset();
        if (slot) {
            m_slots.push_front(*slot);
        }
        m_changed.notify_all();
    }
    m_observer(entry.id);
    if (!slot) {
        return fail(std::move(slot).error());
    }
    return std::move(slot->model);
}

Result<LoadedModels::Slot> LoadedModels::loadNow(const ModelEntry& entry,
    const LoadOptions& options, const ProgressSink& progress, const std::stop_token& stop)
{
    const ModelEntry verified = TRY(m_library.verify(entry, progress, stop));
    const LoadEstimate estimate = TRY(m_provider.estimate(verified.path, options));
    while (const auto evicted = evictOne()) {
        m_observer(*evicted);
    }
    auto model = TRY(m_provider.load(verified.path, verified.fingerprint, options, progress, stop));
    return Slot{entry.id, options, estimate.device, std::move(model)};
}

/// Makes room for one more; nothing when there is.
std::optional<ModelId> LoadedModels::evictOne()
{
    const std::lock_guard lock(m_mutex);
    if (m_slots.size() < m_most) {
        return std::nullopt;
    }
    const ModelId id = m_slots.back().id;
    m_slots.pop_back();
    return id;
}

bool LoadedModels::unload(const ModelId& id)
{
    std::size_t removed = 0;
    {
        const std::lock_guard lock(m_mutex);
        removed = m_slots.remove_if([&](const Slot& slot) { return slot.id == id; });
    }
    if (removed != 0) {
        m_observer(id);
    }
    return removed != 0;
}

LoadedModels::Status LoadedModels::status(const ModelId& id) const
{
    const std::lock_guard lock(m_mutex);
    if (m_loading == id) {
        return {.state = State::Loading};
    }
    for (const Slot& slot : m_slots) {
        if (slot.id == id) {
            return {State::Loaded, slot.device, slot.model->contextTokens()};
        }
    }
    return {};
}

} // namespace core
