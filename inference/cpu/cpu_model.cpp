// SPDX-License-Identifier: Apache-2.0
#include "inference/cpu/cpu_model.h"

#include <fmt/format.h>
#include <gnu/libc-version.h>

#include <algorithm>
#include <new>
#include <string>

namespace inference {

namespace {

/// Segments whose caches have been looked at may be taken for what they are.
CpuKvCache& cacheOf(const Segment& segment)
{
    return static_cast<CpuKvCache&>(*segment.cache);
}

core::Result<void> checkTokens(const Segment& segment, std::int64_t vocabulary)
{
    for (const TokenId token : segment.tokens) {
        if (token < 0 || token >= vocabulary) {
            return core::fail(core::ErrorCode::InvalidInput,
                "Token id " + std::to_string(token) + " is not in the vocabulary of "
                    + std::to_string(vocabulary) + " tokens.");
        }
    }
    return {};
}

core::Result<void> checkSpace(std::int64_t length, std::int64_t tokens, std::int64_t capacity)
{
    if (tokens > capacity - length) {
        return core::fail(core::ErrorCode::LimitReached,
            "The cache holds " + std::to_string(length) + " positions; " + std::to_string(tokens)
                + " more exceed its capacity of " + std::to_string(capacity)
                + ". Load the model with a longer context or shorten the text.");
    }
    return {};
}

std::int64_t wantedRows(const Segment& segment)
{
    const auto tokens = static_cast<std::int64_t>(segment.tokens.size());
    switch (segment.rows) {
    case LogitRows::None:
        return 0;
    case LogitRows::Last:
        return std::min<std::int64_t>(tokens, 1);
    case LogitRows::All:
        return tokens;
    }
    return 0;
}

/// Puts caches and logits back unless all went well.
class Undo {
public:
    Undo(std::span<const Segment> segments, std::vector<float>& logits)
        : m_segments(segments)
        , m_logits(logits)
        , m_logitsSize(logits.size())
    {
        for (const Segment& segment : segments) {
            m_lengths.push_back(segment.cache->length());
        }
    }
    ~Undo()
    {
        if (!m_done) {
            for (std::size_t i = 0; i < m_segments.size(); ++i) {
                m_segments[i].cache->truncate(m_lengths[i]);
            }
            m_logits.resize(m_logitsSize);
        }
    }
    Undo(const Undo&) = delete;
    Undo& operator=(const Undo&) = delete;
    void done() { m_done = true; }

private:
    std::span<const Segment> m_segments;
    std::vector<float>& m_logits;
    std::size_t m_logitsSize;
    std::vector<std::int64_t> m_lengths;
    bool m_done = false;
};

} // namespace

core::Result<std::unique_ptr<CpuModel>> CpuModel::create(
    std::shared_ptr<const LlamaModel> model, const CpuKernels& kernels, int threads)
{
    std::unique_ptr<CpuModel> loaded(new CpuModel);
    loaded->m_pool = TRY(ThreadPool::create(threads));
    loaded->m_layers = TRY(CpuLayers::create(*model, kernels, *loaded->m_pool));
    loaded->m_model = std::move(model);
    loaded->m_instructionSet = kernels.name;
    return loaded;
}

/// The C library is named because the tables of rotary angles come from its sine and cosine.
std::string CpuModel::numericsId() const
{
    return fmt::format(
        "cpu {} kernels {} libc {}", m_instructionSet, kernelsVersion, gnu_get_libc_version());
}

core::Result<std::unique_ptr<KvCache>> CpuModel::createCache(std::int64_t capacity, KvType type)
{
    return TRY(CpuKvCache::create(this, m_model->parameters, capacity, type));
}

core::Result<void> CpuModel::check(std::span<const Segment> segments) const
{
    for (const Segment& segment : segments) {
        const auto* cache = dynamic_cast<const CpuKvCache*>(segment.cache);
        if (cache == nullptr || cache->owner() != this) {
            return core::fail(core::ErrorCode::InvalidInput,
                "A segment's cache was not made by this model. Make it with createCache().");
        }
        TRY(checkTokens(segment, m_model->parameters.vocabulary));
    }
    return {};
}

core::Result<void> CpuModel::forward(
    std::span<const Segment> segments, std::vector<float>& logits, std::stop_token stop)
{
    try {
        TRY(check(segments));
        Undo undo(segments, logits);
        TRY(computeAll(segments, logits, stop));
        // Weights that changed meanwhile make the result worthless.
        TRY(m_model->mapping->checkUnchanged());
        undo.done();
        return {};
    } catch (const std::bad_alloc&) {
        return core::fail(core::ErrorCode::OutOfMemory,
            "Memory for the logits could not be had. Close other programs or ask for fewer rows.");
    }
}

core::Result<void> CpuModel::computeAll(
    std::span<const Segment> segments, std::vector<float>& logits, std::stop_token stop)
{
    CpuChunk chunk;
    for (const Segment& segment : segments) {
        CpuKvCache& cache = cacheOf(segment);
        const auto tokens = static_cast<std::int64_t>(segment.tokens.size());
        TRY(checkSpace(cache.length(), tokens, cache.capacity()));
        const std::int64_t wantedFrom = tokens - wantedRows(segment);
        for (std::int64_t first = 0; first < tokens;) {
            const std::int64_t space = CpuWorkspace::chunkTokensMax - chunk.size();
            const std::int64_t count = std::min(space, tokens - first);
            const std::int64_t end = first + count;
            chunk.runs.push_back({.cache = &cache,
                .firstPosition = cache.length(),
                .firstRow = chunk.size(),
                .tokens = count,
                .wanted = std::clamp<std::int64_t>(end - wantedFrom, 0, count)});
            chunk.tokens.insert(
                chunk.tokens.end(), segment.tokens.begin() + first, segment.tokens.begin() + end);
            TRY(cache.extend(count));
            first = end;
            if (chunk.size() == CpuWorkspace::chunkTokensMax) {
                TRY(computeChunk(chunk, logits, stop));
            }
        }
    }
    return chunk.size() > 0 ? computeChunk(chunk, logits, stop) : core::Result<void>();
}

core::Result<void> CpuModel::computeChunk(
    CpuChunk& chunk, std::vector<float>& logits, std::stop_token stop)
{
    const std::size_t before = logits.size();
    logits.resize(
        before + static_cast<std::size_t>(chunk.wanted() * m_model->parameters.vocabulary));
    TRY(m_layers->compute(chunk, logits.data() + before, stop));
    chunk.tokens.clear();
    chunk.runs.clear();
    return {};
}

} // namespace inference
