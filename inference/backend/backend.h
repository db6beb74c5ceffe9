// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/model/model_provider.h"
#include "inference/plan/llama_model.h"

#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace inference {

using TokenId = std::int32_t;

/// How keys and values are kept.
enum class KvType { F16, F32 };

/// The positions of one page of keys and values.
constexpr std::int64_t pagePositions = 32;

/// Keys and values of `pagePositions` positions in all layers, in a layout of the backend's own.
/// The bytes never change, and stay as long as the owner does.
struct PageBytes {
    std::shared_ptr<const void> owner;
    std::span<const std::uint8_t> bytes; ///< KvCache::pageBytes() of them
    std::vector<TokenId> tokens = {}; ///< of its positions, told to append() where they are known
};

/// Keys and values of one sequence on one backend.
/// Thread rule: one owner, at any time inside at most one forward().
class KvCache {
public:
    virtual ~KvCache() = default;

    /// Positions held so far; the next token computed gets this position.
    [[nodiscard]] virtual std::int64_t length() const = 0;
    [[nodiscard]] virtual std::int64_t capacity() const = 0;
    [[nodiscard]] virtual std::int64_t sizeBytes() const = 0;

    /// Forgets all positions from `length` on. `length` is at most length().
    virtual void truncate(std::int64_t length) = 0;

    /// Becomes the first `length` positions of another cache of the same model and type, so that a
    /// fork of a session does not compute them again. `length` is at most other.length().
    /// Unsupported where a backend has no cheap way; on an error the cache is as it was.
    virtual core::Result<void> copyFrom(
        [[maybe_unused]] const KvCache& other, [[maybe_unused]] std::int64_t length)
    {
        return core::fail(core::ErrorCode::Unsupported, "This device cannot copy keys and values.");
    }

    /// Bytes of one page; 0 where a backend has no pages.
    [[nodiscard]] virtual std::int64_t pageBytes() const { return 0; }

    /// The page of positions [index * pagePositions, (index + 1) * pagePositions). It stays as it
    /// is when the cache is truncated, goes on or is destroyed. On the CPU it is the very memory
    /// that the kernels read. InvalidInput when the cache does not hold the whole page.
    virtual core::Result<PageBytes> page([[maybe_unused]] std::int64_t index) const
    {
        return core::fail(core::ErrorCode::Unsupported, "This device has no pages of keys.");
    }

    /// Becomes longer by a page that a cache of the same model, type and numericsId() gave.
    /// InvalidInput unless length() is a multiple of pagePositions and the page has pageBytes();
    /// LimitReached when the cache is full. On the CPU the bytes are 64-byte aligned (InvalidInput)
    /// and read where they are, for example in a mapped file. On an error the cache is as it was.
    virtual core::Result<void> append([[maybe_unused]] PageBytes page)
    {
        return core::fail(core::ErrorCode::Unsupported, "This device has no pages of keys.");
    }
};

/// Which rows of logits a segment wants.
enum class LogitRows { None, Last, All };

/// The two ways a position may be computed. Within a class the bits depend on nothing but weights
/// and tokens before; between classes they may differ by what rounding differs.
enum class NumericClass : std::uint8_t { Prefill, Decode };

/// Tokens to append to one sequence in one forward pass.
struct Segment {
    KvCache* cache = nullptr;
    std::span<const TokenId> tokens;
    LogitRows rows = LogitRows::Last;
    /// Says which kernels, whatever the number of tokens; nothing where hasDecodeClass() is false.
    NumericClass numericClass = NumericClass::Prefill;
};

/// A model made ready on one device. One interface for all devices, made so that the CPU, the
/// reference and Vulkan differ only behind it.
/// The logits of a position do not depend on how the tokens before it were cut into passes, on
/// other segments, nor on the number of threads: the same bits each time.
/// Thread rule: one forward() at a time.
class LoadedModel {
public:
    virtual ~LoadedModel() = default;

    [[nodiscard]] virtual const LlamaModel& model() const = 0;

    /// What the bits of keys, values and logits depend on beside weights, tokens and KvType:
    /// backend, instruction set or device and driver, version of the kernels. Pages of one id fit
    /// caches of the same id only. Empty where a backend has no pages.
    [[nodiscard]] virtual std::string numericsId() const { return {}; }

    /// Whether NumericClass::Decode gives other bits than Prefill.
    [[nodiscard]] virtual bool hasDecodeClass() const { return false; }

    /// What a person should know of how it runs, such as that another device has taken over; empty
    /// when all is as asked. From any thread.
    [[nodiscard]] virtual std::string notice() const { return {}; }

    /// An empty cache for up to `capacity` positions. OutOfMemory when it cannot be had.
    virtual core::Result<std::unique_ptr<KvCache>> createCache(
        std::int64_t capacity, KvType type) = 0;

    /// Computes all segments in order and appends the wanted rows (vocabulary floats each) to
    /// `logits`. On an error or a stop (checked at least every layer of at most 128 tokens) every
    /// cache is as long as before. LimitReached when a cache is full, InvalidInput for a token id
    /// outside the vocabulary.
    virtual core::Result<void> forward(
        std::span<const Segment> segments, std::vector<float>& logits, std::stop_token stop) = 0;
};

/// A device that can make models ready.
class Backend {
public:
    virtual ~Backend() = default;

    /// What --device takes. Opens nothing, as facts() may.
    [[nodiscard]] virtual std::string_view name() const = 0;

    /// Whether "auto" might take it, as far as can be told at no cost; facts() then decides.
    [[nodiscard]] virtual bool isCandidate() const { return true; }

    /// Whether the device may go away while a model runs on it. LoadedModel::forward() then gives
    /// DeviceLost when it did and was made anew, with all caches empty, and Unavailable when it
    /// stays away.
    [[nodiscard]] virtual bool canBeLost() const { return false; }

    virtual core::DeviceFacts facts() = 0;
    virtual core::Result<std::unique_ptr<LoadedModel>> load(std::shared_ptr<const LlamaModel> model,
        const core::LoadOptions& options, const core::ProgressSink& progress,
        std::stop_token stop) = 0;
};

} // namespace inference
