// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/steady_model.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>

namespace inference {

using core::Error;
using core::ErrorCode;
using core::fail;
using core::Result;

namespace {

/// Tokens of a pass when a sequence is computed again.
constexpr std::size_t chunkTokens = 64;

SteadyCache& cacheOf(const Segment& segment)
{
    return static_cast<SteadyCache&>(*segment.cache);
}

/// Whether the device, and not what was asked of it, is at fault.
bool isOfDevice(const Error& error)
{
    return error.code == ErrorCode::DeviceLost || error.code == ErrorCode::Unavailable
        || error.code == ErrorCode::OutOfMemory;
}

} // namespace

SteadyModel::SteadyModel(std::unique_ptr<LoadedModel> model, std::string device,
    std::string standIn, MakeStandIn makeStandIn)
    : m_device(std::make_shared<SteadyDevice>())
    , m_deviceName(std::move(device))
    , m_standInName(std::move(standIn))
    , m_makeStandIn(std::move(makeStandIn))
    , m_numericsId(model->numericsId())
    , m_hasDecodeClass(model->hasDecodeClass())
{
    m_device->model = std::move(model);
}

std::string SteadyModel::notice() const
{
    const std::lock_guard lock(m_mutex);
    return m_notice;
}

Result<std::unique_ptr<KvCache>> SteadyModel::createCache(std::int64_t capacity, KvType type)
{
    auto cache = m_device->model->createCache(capacity, type);
    if (!cache && !m_device->isStandIn && cache.error().code == ErrorCode::Unavailable) {
        TRY(switchToStandIn(cache.error()));
        cache = m_device->model->createCache(capacity, type);
    }
    return std::make_unique<SteadyCache>(m_device, TRY(std::move(cache)), type);
}

Result<void> SteadyModel::forward(
    std::span<const Segment> segments, std::vector<float>& logits, std::stop_token stop)
{
    Histories histories;
    bool areKnown = true;
    for (const Segment& segment : segments) {
        const auto* cache = dynamic_cast<const SteadyCache*>(segment.cache);
        if (cache == nullptr || cache->device() != m_device.get()) {
            return fail(ErrorCode::InvalidInput,
                "A segment's cache was not made by this model. Make it with createCache().");
        }
        cacheOf(segment).truncate(cache->length()); // forgets tokens that the device forgot
        auto tokens = cache->tokens();
        areKnown = areKnown && tokens.has_value();
        histories.push_back(std::move(tokens).value_or(std::vector<TokenId>{}));
    }
    Result<void> outcome = forwardHere(segments, logits, stop);
    for (int recoveries = 0;
         !outcome && areKnown && isOfDevice(outcome.error()) && !m_device->isStandIn; ++recoveries)
    {
        TRY(mend(outcome.error(), recoveries, segments));
        outcome = recompute(segments, histories, stop);
        if (outcome) {
            outcome = forwardHere(segments, logits, stop);
        }
    }
    return outcome;
}

/// One call of the present device, with its caches in the place of ours.
Result<void> SteadyModel::forwardHere(
    std::span<const Segment> segments, std::vector<float>& logits, const std::stop_token& stop)
{
    std::vector<Segment> own(segments.begin(), segments.end());
    for (Segment& segment : own) {
        segment.cache = TRY(cacheOf(segment).present());
        if (m_device->isStandIn) {
            segment.numericClass = NumericClass::Prefill;
        }
    }
    TRY(m_device->model->forward(own, logits, stop));
    for (const Segment& segment : segments) {
        cacheOf(segment).note(segment.tokens);
    }
    return {};
}

/// A device that says it was lost has been made anew, if it could be.
Result<void> SteadyModel::mend(
    const Error& error, int recoveries, std::span<const Segment> segments)
{
    spdlog::warn("device {}: {}", m_deviceName, error.message);
    if (error.code == ErrorCode::DeviceLost && recoveries < recoveriesMax) {
        return {};
    }
    if (error.code == ErrorCode::OutOfMemory && recoveries == 0) {
        emptyOthers(segments);
        return {};
    }
    return switchToStandIn(error);
}

void SteadyModel::emptyOthers(std::span<const Segment> segments)
{
    for (SteadyCache* const cache : m_device->caches) {
        const bool isNeeded = std::any_of(segments.begin(), segments.end(),
            [cache](const Segment& segment) { return segment.cache == cache; });
        if (!isNeeded) {
            cache->truncate(0);
        }
    }
}

Result<void> SteadyModel::switchToStandIn(const Error& error)
{
    auto standIn = m_makeStandIn();
    if (!standIn) {
        spdlog::warn("device {}: {}", m_standInName, standIn.error().message);
        return fail(error);
    }
    m_device->model = std::move(*standIn);
    m_device->isStandIn = true;
    ++m_device->generation;
    const std::lock_guard lock(m_mutex);
    m_notice = fmt::format("The device '{}' cannot be used any more: {} The device '{}' has taken "
                           "over.",
        m_deviceName, error.message, m_standInName);
    spdlog::warn("{}", m_notice);
    return {};
}

/// Brings the segments' caches to what they held before the call.
Result<void> SteadyModel::recompute(
    std::span<const Segment> segments, const Histories& histories, const std::stop_token& stop)
{
    for (std::size_t i = 0; i < segments.size(); ++i) {
        SteadyCache& cache = cacheOf(segments[i]);
        const std::span<const TokenId> history = histories[i];
        auto held = static_cast<std::size_t>(cache.length());
        while (held < history.size()) {
            const std::size_t count = std::min(chunkTokens, history.size() - held);
            const Segment piece{
                .cache = &cache, .tokens = history.subspan(held, count), .rows = LogitRows::None};
            std::vector<float> none;
            TRY(forwardHere({&piece, 1}, none, stop));
            held += count;
        }
    }
    return {};
}

} // namespace inference
