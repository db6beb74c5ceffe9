// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/backend/backend.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace inference {

class SteadyCache;

/// The device that a SteadyModel's caches lie on at present.
struct SteadyDevice {
    std::unique_ptr<LoadedModel> model;
    std::uint64_t generation = 0; ///< counts changes of the model
    bool isStandIn = false;
    std::vector<SteadyCache*> caches; ///< all there are
};

/// A cache of a SteadyModel: one on the present device, and the tokens of its positions, from
/// which it can be computed again. When the device changes or forgets, length() is what is left.
/// Thread rule: as KvCache.
class SteadyCache final : public KvCache {
public:
    SteadyCache(std::shared_ptr<SteadyDevice> device, std::unique_ptr<KvCache> cache, KvType type);
    ~SteadyCache() override;
    SteadyCache(const SteadyCache&) = delete;
    SteadyCache& operator=(const SteadyCache&) = delete;

    [[nodiscard]] std::int64_t length() const override;
    [[nodiscard]] std::int64_t capacity() const override { return m_capacity; }
    [[nodiscard]] std::int64_t sizeBytes() const override;
    void truncate(std::int64_t length) override;
    core::Result<void> copyFrom(const KvCache& other, std::int64_t length) override;
    /// 0 on a stand-in: its pages are not those that numericsId() names.
    [[nodiscard]] std::int64_t pageBytes() const override;
    core::Result<PageBytes> page(std::int64_t index) const override;
    core::Result<void> append(PageBytes page) override;

    /// The cache on the present device, made when there is none.
    core::Result<KvCache*> present();

    /// The tokens of all positions, also of those that the device has forgotten since the last
    /// call that went well; nothing when one of them was never told.
    [[nodiscard]] std::optional<std::vector<TokenId>> tokens() const;

    void note(std::span<const TokenId> tokens);
    [[nodiscard]] const SteadyDevice* device() const { return m_device.get(); }

private:
    [[nodiscard]] bool isHere() const { return m_generation == m_device->generation; }
    void agree();

    const std::shared_ptr<SteadyDevice> m_device;
    std::unique_ptr<KvCache> m_cache;
    std::uint64_t m_generation;
    const KvType m_type;
    const std::int64_t m_capacity;
    std::vector<TokenId> m_tokens; ///< of each position; unknownToken where nobody told
};

} // namespace inference
