// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/engine/steady_cache.h"

#include <functional>
#include <memory>
#include <mutex>
#include <string>

namespace inference {

/// A model on a device that may go away, and what makes it go on all the same: when the device was
/// lost and made anew, the sequences that are being computed are computed again; when its memory
/// does not suffice, all other sequences give theirs up; when it stays away or that is not enough,
/// another device takes over for good, and notice() says so. Sequences that are not being computed
/// are empty after each of these, and their owner notices.
/// On a stand-in there is one numeric class, and no pages: they would not be those of the first
/// device.
/// Thread rule: as LoadedModel; notice() from any thread.
class SteadyModel final : public LoadedModel {
public:
    using MakeStandIn = std::function<core::Result<std::unique_ptr<LoadedModel>>()>;

    /// The most times that one forward() takes up a device that was made anew.
    static constexpr int recoveriesMax = 3;

    /// `device` and `standIn` name the devices for people.
    SteadyModel(std::unique_ptr<LoadedModel> model, std::string device, std::string standIn,
        MakeStandIn makeStandIn);

    [[nodiscard]] const LlamaModel& model() const override { return m_device->model->model(); }
    [[nodiscard]] std::string numericsId() const override { return m_numericsId; }
    [[nodiscard]] bool hasDecodeClass() const override { return m_hasDecodeClass; }
    [[nodiscard]] std::string notice() const override;
    core::Result<std::unique_ptr<KvCache>> createCache(std::int64_t capacity, KvType type) override;
    core::Result<void> forward(std::span<const Segment> segments, std::vector<float>& logits,
        std::stop_token stop) override;

private:
    /// What the segments' caches held before the call.
    using Histories = std::vector<std::vector<TokenId>>;

    core::Result<void> forwardHere(
        std::span<const Segment> segments, std::vector<float>& logits, const std::stop_token& stop);
    core::Result<void> mend(
        const core::Error& error, int recoveries, std::span<const Segment> segments);
    void emptyOthers(std::span<const Segment> segments);
    core::Result<void> recompute(
        std::span<const Segment> segments, const Histories& histories, const std::stop_token& stop);
    core::Result<void> switchToStandIn(const core::Error& error);

    const std::shared_ptr<SteadyDevice> m_device; // shared with the caches
    const std::string m_deviceName;
    const std::string m_standInName;
    const MakeStandIn m_makeStandIn;
    const std::string m_numericsId;
    const bool m_hasDecodeClass;

    mutable std::mutex m_mutex;
    std::string m_notice; // guarded by m_mutex
};

} // namespace inference
