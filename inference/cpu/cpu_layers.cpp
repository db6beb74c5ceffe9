// SPDX-License-Identifier: Apache-2.0
#include "inference/cpu/cpu_layers.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

namespace inference {

namespace {

// Fewer tokens than this are handled by the calling thread between two shared kernels.
constexpr std::int64_t sharedTokensMin = 8;
constexpr std::int64_t tokensPerChunk = 4;

core::Result<void> checkStop(const std::stop_token& stop)
{
    if (stop.stop_requested()) {
        return core::fail(core::ErrorCode::Cancelled, "The computation was stopped.");
    }
    return {};
}

std::int64_t columnsMax(const LlamaParameters& parameters)
{
    return std::max(
        {parameters.width, parameters.heads * parameters.headSize, parameters.feedForward});
}

/// The runs as they are when only rows that want logits are left.
std::vector<CpuRun> wantedRuns(std::span<const CpuRun> runs)
{
    std::vector<CpuRun> result;
    std::int64_t row = 0;
    for (CpuRun run : runs) {
        run.firstPosition += run.tokens - run.wanted;
        run.tokens = run.wanted;
        run.firstRow = row;
        row += run.wanted;
        if (run.tokens > 0) {
            result.push_back(run);
        }
    }
    return result;
}

} // namespace

std::int64_t CpuChunk::wanted() const
{
    std::int64_t rows = 0;
    for (const CpuRun& run : runs) {
        rows += run.wanted;
    }
    return rows;
}

CpuLayers::CpuLayers(const LlamaModel& model, const CpuKernels& kernels, ThreadPool& pool)
    : m_parameters(model.parameters)
    , m_kernels(kernels)
    , m_pool(pool)
    , m_rope(model.ropeFrequency)
    , m_scoreScale(
          static_cast<float>(1.0 / std::sqrt(static_cast<double>(model.parameters.headSize))))
{
}

core::Result<std::unique_ptr<CpuLayers>> CpuLayers::create(
    const LlamaModel& model, const CpuKernels& kernels, ThreadPool& pool)
{
    std::unique_ptr<CpuLayers> layers(new CpuLayers(model, kernels, pool));
    layers->m_weights = TRY(CpuWeights::create(model, kernels));
    layers->m_workspace = TRY(CpuWorkspace::create(model.parameters));
    layers->m_matmul = std::make_unique<CpuMatmul>(TRY(CpuMatmul::create(
        kernels, pool, CpuWorkspace::chunkTokensMax, columnsMax(model.parameters))));
    layers->m_attentionScratch.resize(static_cast<std::size_t>(pool.threads()));
    return layers;
}

template <class Body>
void CpuLayers::forEachToken(std::int64_t tokens, Body&& body)
{
    if (tokens < sharedTokensMin) {
        for (std::int64_t token = 0; token < tokens; ++token) {
            body(token);
        }
        return;
    }
    m_pool.run((tokens + tokensPerChunk - 1) / tokensPerChunk, [&](std::int64_t chunk, int) {
        const std::int64_t end = std::min(tokens, (chunk + 1) * tokensPerChunk);
        for (std::int64_t token = chunk * tokensPerChunk; token < end; ++token) {
            body(token);
        }
    });
}

core::Result<void> CpuLayers::prepare(const CpuChunk& chunk)
{
    std::int64_t positions = 0;
    for (const CpuRun& run : chunk.runs) {
        positions = std::max(positions, run.firstPosition + run.tokens);
    }
    TRY(m_rope.extendTo(positions));
    const std::int64_t heads = m_parameters.heads / m_parameters.kvHeads;
    const std::int64_t needed = attentionScratch(std::max(attentionRowsMax, heads),
        roundUp(positions, RopeTable::pagePositions), m_parameters.headSize);
    for (AlignedBuffer<float>& scratch : m_attentionScratch) {
        if (scratch.size() < needed) {
            scratch = TRY(AlignedBuffer<float>::create(needed, "attention scores"));
        }
    }
    return {};
}

void CpuLayers::embed(const CpuChunk& chunk)
{
    const WeightView& table = m_weights.embedding.weights;
    forEachToken(chunk.size(), [&](std::int64_t token) {
        const TokenId id = chunk.tokens[static_cast<std::size_t>(token)];
        m_weights.embedding.format->expand(
            table.data + id * table.rowBytes(), table.columns, m_workspace.residual.row(token));
    });
}

void CpuLayers::normalise(const AlignedBuffer<float>& weight, std::int64_t tokens)
{
    forEachToken(tokens, [&](std::int64_t token) {
        m_kernels.rmsNorm(m_workspace.residual.row(token), weight.data(), m_parameters.width,
            static_cast<float>(m_parameters.normEpsilon), m_workspace.normed.row(token));
    });
}

void CpuLayers::rotateHeads(
    CpuWorkspace::Rows& rows, std::span<const CpuRun> runs, std::int64_t heads)
{
    for (const CpuRun& run : runs) {
        forEachToken(run.tokens, [&](std::int64_t token) {
            const float* table = m_rope.at(run.firstPosition + token);
            float* head = rows.row(run.firstRow + token);
            for (std::int64_t h = 0; h < heads; ++h) {
                m_kernels.rotate(head + h * m_parameters.headSize, table, m_rope.dimensions());
            }
        });
    }
}

void CpuLayers::storeKeys(std::int64_t layer, const CpuChunk& chunk)
{
    rotateHeads(m_workspace.key, chunk.runs, m_parameters.kvHeads);
    for (const CpuRun& run : chunk.runs) {
        const KvKernels& kernels = m_kernels.kv(run.cache->type());
        // By head, not by token: threads must not write the same line of transposed keys.
        const auto store = [&](std::int64_t head, int) {
            const KeyValueView memory = run.cache->view(layer, head);
            for (std::int64_t token = 0; token < run.tokens; ++token) {
                const std::int64_t row = run.firstRow + token;
                kernels.store(memory, run.firstPosition + token,
                    m_workspace.key.row(row) + head * m_parameters.headSize,
                    m_workspace.value.row(row) + head * m_parameters.headSize);
            }
        };
        if (run.tokens >= sharedTokensMin) {
            m_pool.run(m_parameters.kvHeads, store);
        } else {
            for (std::int64_t head = 0; head < m_parameters.kvHeads; ++head) {
                store(head, 0);
            }
        }
    }
}

void CpuLayers::attend(std::int64_t layer, std::span<const CpuRun> runs, std::stop_token stop)
{
    const std::int64_t heads = m_parameters.heads / m_parameters.kvHeads;
    const std::int64_t queriesMax = std::max<std::int64_t>(1, attentionRowsMax / heads);
    std::vector<CpuRun> pieces;
    for (const CpuRun& run : runs) {
        for (std::int64_t first = 0; first < run.tokens; first += queriesMax) {
            CpuRun piece = run;
            piece.firstPosition += first;
            piece.firstRow += first;
            piece.tokens = std::min(queriesMax, run.tokens - first);
            pieces.push_back(piece);
        }
    }
    const auto chunks = static_cast<std::int64_t>(pieces.size()) * m_parameters.kvHeads;
    m_pool.run(chunks, [&](std::int64_t chunk, int thread) {
        if (stop.stop_requested()) {
            return;
        }
        const CpuRun& piece = pieces[static_cast<std::size_t>(chunk / m_parameters.kvHeads)];
        const std::int64_t kvHead = chunk % m_parameters.kvHeads;
        const std::int64_t column = kvHead * heads * m_parameters.headSize;
        m_kernels.kv(piece.cache->type())
            .attend({.memory = piece.cache->view(layer, kvHead),
                .firstPosition = piece.firstPosition,
                .queries = piece.tokens,
                .heads = heads,
                .query = m_workspace.query.row(piece.firstRow) + column,
                .queryStride = m_workspace.query.stride,
                .output = m_workspace.attention.row(piece.firstRow) + column,
                .outputStride = m_workspace.attention.stride,
                .scale = m_scoreScale,
                .scratch = m_attentionScratch[static_cast<std::size_t>(thread)].data()});
    });
}

void CpuLayers::feedForward(const CpuLayerWeights& layer, std::int64_t tokens, std::stop_token stop)
{
    normalise(layer.feedForwardNorm, tokens);
    m_matmul->projectGated(m_workspace.normed.first(tokens),
        {.matrix = &layer.gate,
            .output = m_workspace.gate.row(0),
            .outputStride = m_workspace.gate.stride},
        {.matrix = &layer.up,
            .output = m_workspace.up.row(0),
            .outputStride = m_workspace.up.stride},
        stop);
    const Projection down{.matrix = &layer.down,
        .output = m_workspace.residual.row(0),
        .outputStride = m_workspace.residual.stride,
        .epilogue = MatmulTask::Epilogue::Add};
    m_matmul->project(m_workspace.gate.first(tokens), {&down, 1}, stop);
}

void CpuLayers::keepOnlyWanted(
    const CpuChunk& chunk, const CpuLayerWeights& layer, std::stop_token stop)
{
    std::int64_t to = 0;
    for (const CpuRun& run : chunk.runs) {
        for (std::int64_t i = run.tokens - run.wanted; i < run.tokens; ++i, ++to) {
            const std::int64_t from = run.firstRow + i;
            for (CpuWorkspace::Rows* rows : {&m_workspace.residual, &m_workspace.normed}) {
                std::memmove(rows->row(to), rows->row(from),
                    static_cast<std::size_t>(rows->stride) * sizeof(float));
            }
        }
    }
    const Projection query{.matrix = &layer.query,
        .output = m_workspace.query.row(0),
        .outputStride = m_workspace.query.stride};
    m_matmul->project(m_workspace.normed.first(to), {&query, 1}, stop);
}

core::Result<void> CpuLayers::compute(const CpuChunk& chunk, float* logits, std::stop_token stop)
{
    TRY(prepare(chunk));
    embed(chunk);
    const std::vector<CpuRun> wanted = wantedRuns(chunk.runs);
    std::span<const CpuRun> queryRuns = chunk.runs;
    std::int64_t tokens = chunk.size();
    for (std::int64_t i = 0; i < m_parameters.layers; ++i) {
        TRY(checkStop(stop));
        const CpuLayerWeights& layer = m_weights.layers[static_cast<std::size_t>(i)];
        const bool narrows = i + 1 == m_parameters.layers && chunk.wanted() < tokens;
        normalise(layer.attentionNorm, tokens);
        const std::array projections{
            Projection{&layer.key, m_workspace.key.row(0), m_workspace.key.stride},
            Projection{&layer.value, m_workspace.value.row(0), m_workspace.value.stride},
            Projection{&layer.query, m_workspace.query.row(0), m_workspace.query.stride}};
        m_matmul->project(
            m_workspace.normed.first(tokens), std::span(projections).first(narrows ? 2 : 3), stop);
        TRY(checkStop(stop));
        storeKeys(i, chunk);
        if (narrows) {
            queryRuns = wanted;
            tokens = chunk.wanted();
            if (tokens == 0) {
                return {};
            }
            keepOnlyWanted(chunk, layer, stop);
        }
        rotateHeads(m_workspace.query, queryRuns, m_parameters.heads);
        attend(i, queryRuns, stop);
        const Projection output{&layer.attentionOutput, m_workspace.residual.row(0),
            m_workspace.residual.stride, MatmulTask::Epilogue::Add};
        m_matmul->project(m_workspace.attention.first(tokens), {&output, 1}, stop);
        feedForward(layer, tokens, stop);
    }
    normalise(m_weights.outputNorm, tokens);
    const Projection head{&m_weights.output, logits, m_parameters.vocabulary};
    m_matmul->project(m_workspace.normed.first(tokens), {&head, 1}, stop);
    return checkStop(stop);
}

} // namespace inference
