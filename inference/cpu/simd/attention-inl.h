// SPDX-License-Identifier: Apache-2.0
// Causal attention: scores of all positions, softmax, weighted sum of the values. A row is one
// query and one head; rows that share a KV head go through its keys and values together.
//
// Fixed order, so that no row's bits depend on the rows beside it: a score adds its dimensions one
// after another (lanes are positions), the softmax adds vectors of positions from the first to the
// last, an output adds positions one after another (lanes are dimensions).
#if defined(HOLDFAST_CPU_ATTENTION_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLDFAST_CPU_ATTENTION_INL_H
#undef HOLDFAST_CPU_ATTENTION_INL_H
#else
#define HOLDFAST_CPU_ATTENTION_INL_H
#endif

#include "inference/cpu/kernels.h"
#include "inference/cpu/simd/exponential-inl.h"
#include "inference/cpu/simd/vector-inl.h"

#include <algorithm>
#include <limits>

HWY_BEFORE_NAMESPACE();
namespace inference {
namespace HWY_NAMESPACE {

struct KvHalf {
    using Stored = std::uint16_t;
    static HWY_INLINE FloatVector load(const Stored* from) { return loadHalf(from); }
    static HWY_INLINE void store(FloatVector vector, Stored* to) { storeHalf(vector, to); }
};

struct KvSingle {
    using Stored = float;
    static HWY_INLINE FloatVector load(const Stored* from) { return hn::LoadU(FloatTag(), from); }
    static HWY_INLINE void store(FloatVector vector, Stored* to)
    {
        hn::StoreU(vector, FloatTag(), to);
    }
};

constexpr std::size_t blockPositions = positionBlock;
static_assert(blockPositions % lanes == 0);
constexpr std::size_t positionsPerPage = pagePositions;

/// Where keys and values of a layer and head lie in the pages of a sequence.
template <class Kv>
class PagedMemory {
public:
    using Stored = typename Kv::Stored;

    explicit PagedMemory(const KeyValueView& view)
        : m_view(view)
        , m_size(static_cast<std::size_t>(view.headSize))
        , m_stride(static_cast<std::size_t>(roundUp(view.headSize, positionBlock)))
    {
    }
    [[nodiscard]] std::size_t size() const { return m_size; }
    [[nodiscard]] std::size_t stride() const { return m_stride; }

    /// The keys of the block that `position` is in.
    [[nodiscard]] HWY_INLINE Stored* keys(std::size_t position) const
    {
        return part(position, m_view.keysAt)
            + position % positionsPerPage / blockPositions * blockPositions * m_size;
    }
    /// The value of a position; those behind it in its page follow, stride() apart.
    [[nodiscard]] HWY_INLINE Stored* values(std::size_t position) const
    {
        return part(position, m_view.valuesAt) + position % positionsPerPage * m_stride;
    }

private:
    [[nodiscard]] HWY_INLINE Stored* part(std::size_t position, std::int64_t at) const
    {
        void* const start = m_view.pages[position / positionsPerPage] + at;
        return static_cast<Stored*>(start);
    }

    KeyValueView m_view;
    std::size_t m_size;
    std::size_t m_stride;
};

template <class Kv>
void storeKeyValue(
    const KeyValueView& view, std::int64_t position, const float* key, const float* value)
{
    using Stored = typename Kv::Stored;
    const PagedMemory<Kv> memory(view);
    const auto at = static_cast<std::size_t>(position);
    const std::size_t size = memory.size();
    const std::size_t stride = memory.stride();
    Stored* const keys = memory.keys(at) + at % blockPositions;
    Stored* const values = memory.values(at);
    for (std::size_t i = 0; i < stride; i += lanes) {
        HWY_ALIGN float both[2][lanes] = {};
        const std::size_t count = i < size ? std::min(lanes, size - i) : 0;
        std::memcpy(both[0], key + i, count * sizeof(float));
        std::memcpy(both[1], value + i, count * sizeof(float));
        HWY_ALIGN Stored column[lanes];
        Kv::store(hn::Load(FloatTag(), both[0]), column);
        Kv::store(hn::Load(FloatTag(), both[1]), values + i);
        for (std::size_t d = 0; d < count; ++d) {
            keys[(i + d) * blockPositions] = column[d];
        }
    }
}

/// Scores of `Rows` rows over `Blocks` blocks of positions.
template <class Kv, std::size_t Rows, std::size_t Blocks>
HWY_INLINE void scoreBlocks(const PagedMemory<Kv>& memory, const float* const* queries, float scale,
    float* const* scores, std::size_t position)
{
    const FloatTag tag;
    const std::size_t size = memory.size();
    const typename Kv::Stored* keys[Blocks];
    for (std::size_t b = 0; b < Blocks; ++b) {
        keys[b] = memory.keys(position + b * blockPositions);
    }
    for (std::size_t part = 0; part < blockPositions; part += lanes) {
        FloatVector sums[Rows * Blocks];
        HWY_UNROLL(16)
        for (std::size_t i = 0; i < Rows * Blocks; ++i) {
            sums[i] = hn::Zero(tag);
        }
        for (std::size_t d = 0; d < size; ++d) {
            HWY_UNROLL(8)
            for (std::size_t b = 0; b < Blocks; ++b) {
                const FloatVector key = Kv::load(keys[b] + d * blockPositions + part);
                HWY_UNROLL(8)
                for (std::size_t r = 0; r < Rows; ++r) {
                    sums[b * Rows + r] =
                        hn::MulAdd(hn::Set(tag, queries[r][d]), key, sums[b * Rows + r]);
                }
            }
        }
        HWY_UNROLL(16)
        for (std::size_t i = 0; i < Rows * Blocks; ++i) {
            float* to = scores[i % Rows] + position + i / Rows * blockPositions + part;
            hn::StoreU(hn::Mul(sums[i], hn::Set(tag, scale)), tag, to);
        }
    }
}

template <class Kv, std::size_t Rows>
HWY_NOINLINE void score(const PagedMemory<Kv>& memory, std::size_t positions,
    const float* const* rowQueries, float scale, float* const* rowScores)
{
    const float* queries[Rows];
    float* scores[Rows];
    std::copy_n(rowQueries, Rows, queries);
    std::copy_n(rowScores, Rows, scores);
    // Few rows leave the adders waiting for each other: more blocks keep them busy.
    constexpr std::size_t Blocks = Rows <= 3 ? 4 : Rows == 4 ? 2 : 1;
    std::size_t position = 0;
    for (; position + Blocks * blockPositions <= positions; position += Blocks * blockPositions) {
        scoreBlocks<Kv, Rows, Blocks>(memory, queries, scale, scores, position);
    }
    for (; position < positions; position += blockPositions) {
        scoreBlocks<Kv, Rows, 1>(memory, queries, scale, scores, position);
    }
}

/// Turns scores into e^(score - largest), with zeros up to the next block; returns 1 / their sum.
HWY_INLINE float softmax(float* HWY_RESTRICT scores, std::size_t count)
{
    const FloatTag tag;
    const FloatVector least = hn::Set(tag, std::numeric_limits<float>::lowest());
    const std::size_t whole = count / lanes * lanes;
    const auto rest = hn::FirstN(tag, count - whole);
    FloatVector largest = least;
    for (std::size_t i = 0; i < whole; i += lanes) {
        largest = hn::Max(largest, hn::LoadU(tag, scores + i));
    }
    if (whole < count) {
        largest = hn::Max(largest, hn::IfThenElse(rest, hn::LoadU(tag, scores + whole), least));
    }
    largest = hn::MaxOfLanes(tag, largest);
    FloatVector sum = hn::Zero(tag);
    for (std::size_t i = 0; i < whole; i += lanes) {
        const FloatVector weight = exponential(hn::Sub(hn::LoadU(tag, scores + i), largest));
        hn::StoreU(weight, tag, scores + i);
        sum = hn::Add(sum, weight);
    }
    if (whole < count) {
        const FloatVector weight =
            hn::IfThenElseZero(rest, exponential(hn::Sub(hn::LoadU(tag, scores + whole), largest)));
        hn::StoreU(weight, tag, scores + whole);
        sum = hn::Add(sum, weight);
    }
    return 1.0F / sumLanes(sum);
}

/// Adds weight times value over positions [from, to) to `Vectors` vectors of dimensions.
template <class Kv, std::size_t Rows, std::size_t Vectors>
HWY_NOINLINE void addValues(const PagedMemory<Kv>& memory, std::size_t from, std::size_t to,
    const float* const* rowWeights, float* const* outputs, std::size_t dimension)
{
    const FloatTag tag;
    const float* weights[Rows];
    std::copy_n(rowWeights, Rows, weights);
    FloatVector sums[Rows * Vectors];
    HWY_UNROLL(16)
    for (std::size_t i = 0; i < Rows * Vectors; ++i) {
        sums[i] = hn::LoadU(tag, outputs[i / Vectors] + dimension + i % Vectors * lanes);
    }
    for (std::size_t position = from; position < to;) {
        const typename Kv::Stored* value = memory.values(position) + dimension;
        const std::size_t pageEnd = (position / positionsPerPage + 1) * positionsPerPage;
        for (const std::size_t end = std::min(to, pageEnd); position < end; ++position) {
            FloatVector loaded[Vectors];
            HWY_UNROLL(8)
            for (std::size_t v = 0; v < Vectors; ++v) {
                loaded[v] = Kv::load(value + v * lanes);
            }
            HWY_UNROLL(8)
            for (std::size_t r = 0; r < Rows; ++r) {
                const FloatVector weight = hn::Set(tag, weights[r][position]);
                HWY_UNROLL(8)
                for (std::size_t v = 0; v < Vectors; ++v) {
                    sums[r * Vectors + v] = hn::MulAdd(weight, loaded[v], sums[r * Vectors + v]);
                }
            }
            value += memory.stride();
        }
    }
    HWY_UNROLL(16)
    for (std::size_t i = 0; i < Rows * Vectors; ++i) {
        hn::StoreU(sums[i], tag, outputs[i / Vectors] + dimension + i % Vectors * lanes);
    }
}

constexpr std::size_t vectorsAtOnce = lanes >= 16 ? 4 : 2;

template <class Kv, std::size_t Rows>
void addAllDimensions(const PagedMemory<Kv>& memory, std::size_t from, std::size_t to,
    const float* const* weights, float* const* outputs)
{
    std::size_t dimension = 0;
    for (; dimension + vectorsAtOnce * lanes <= memory.stride(); dimension += vectorsAtOnce * lanes)
    {
        addValues<Kv, Rows, vectorsAtOnce>(memory, from, to, weights, outputs, dimension);
    }
    for (; dimension < memory.stride(); dimension += lanes) {
        addValues<Kv, Rows, 1>(memory, from, to, weights, outputs, dimension);
    }
}

/// The rows of a task and where their scores and sums lie in its scratch.
template <class Kv>
class AttentionRows {
public:
    explicit AttentionRows(const AttentionTask& task)
        : m_task(task)
        , m_memory(task.memory)
        , m_rows(static_cast<std::size_t>(task.queries * task.heads))
        , m_scoreStride(
              static_cast<std::size_t>(roundUp(task.firstPosition + task.queries, positionBlock)))
    {
    }

    void run() const
    {
        for (std::size_t row = 0; row < m_rows;) {
            row += m_rows - row >= 8 ? scoreRows<8>(row) : scoreFew(row);
        }
        for (std::size_t row = 0; row < m_rows;) {
            row += sumFew(row);
        }
    }

private:
    static constexpr std::size_t rowsAtOnce = 8;

    [[nodiscard]] std::size_t positions(std::size_t row) const
    {
        const auto query = row / static_cast<std::size_t>(m_task.heads);
        return static_cast<std::size_t>(m_task.firstPosition) + query + 1;
    }
    [[nodiscard]] std::int64_t offset(std::size_t row, std::int64_t stride) const
    {
        const auto at = static_cast<std::int64_t>(row);
        return at / m_task.heads * stride + at % m_task.heads * m_task.memory.headSize;
    }
    [[nodiscard]] float* scores(std::size_t row) const
    {
        return m_task.scratch + row * m_scoreStride;
    }
    [[nodiscard]] float* sums(std::size_t row) const
    {
        return m_task.scratch + m_rows * m_scoreStride + row * m_memory.stride();
    }

    template <std::size_t Rows>
    std::size_t scoreRows(std::size_t row) const
    {
        const float* queries[Rows];
        float* scorePointers[Rows];
        for (std::size_t r = 0; r < Rows; ++r) {
            queries[r] = m_task.query + offset(row + r, m_task.queryStride);
            scorePointers[r] = scores(row + r);
        }
        score<Kv, Rows>(m_memory, positions(row + Rows - 1), queries, m_task.scale, scorePointers);
        return Rows;
    }
    std::size_t scoreFew(std::size_t row) const
    {
        switch (m_rows - row) {
        case 1:
            return scoreRows<1>(row);
        case 2:
            return scoreRows<2>(row);
        case 3:
            return scoreRows<3>(row);
        default:
            return scoreRows<4>(row);
        }
    }

    template <std::size_t Rows>
    std::size_t sumRows(std::size_t row) const
    {
        const float* weights[Rows];
        float* outputs[Rows];
        float inverse[Rows];
        for (std::size_t r = 0; r < Rows; ++r) {
            weights[r] = scores(row + r);
            outputs[r] = sums(row + r);
            inverse[r] = softmax(scores(row + r), positions(row + r));
            std::memset(outputs[r], 0, m_memory.stride() * sizeof(float));
        }
        // The first row's query is the earliest; what later ones see beyond it they add alone.
        const std::size_t shared = positions(row);
        addAllDimensions<Kv, Rows>(m_memory, 0, shared, weights, outputs);
        for (std::size_t r = 0; r < Rows; ++r) {
            if (positions(row + r) > shared) {
                addAllDimensions<Kv, 1>(
                    m_memory, shared, positions(row + r), weights + r, outputs + r);
            }
            float* output = m_task.output + offset(row + r, m_task.outputStride);
            for (std::size_t d = 0; d < m_memory.size(); ++d) {
                output[d] = outputs[r][d] * inverse[r];
            }
        }
        return Rows;
    }
    std::size_t sumFew(std::size_t row) const
    {
        switch (m_rows - row) {
        case 1:
            return sumRows<1>(row);
        case 2:
            return sumRows<2>(row);
        case 3:
            return sumRows<3>(row);
        default:
            return sumRows<4>(row);
        }
    }

    const AttentionTask& m_task;
    PagedMemory<Kv> m_memory;
    std::size_t m_rows;
    std::size_t m_scoreStride;
};

template <class Kv>
void attend(const AttentionTask& task)
{
    AttentionRows<Kv>(task).run();
}

} // namespace HWY_NAMESPACE
} // namespace inference
HWY_AFTER_NAMESPACE();

#endif
