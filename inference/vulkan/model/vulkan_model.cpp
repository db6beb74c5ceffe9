// SPDX-License-Identifier: Apache-2.0
#include "inference/vulkan/model/vulkan_model.h"

#include "inference/vulkan/vulkan_error.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <new>

namespace inference {

using core::ErrorCode;
using core::fail;
using core::Result;

namespace {

// A class is taken when at least three quarters of it are used.
constexpr std::size_t filledNumerator = 3;
constexpr std::size_t filledDenominator = 4;

VulkanKvCache& cacheOf(const Segment& segment)
{
    return static_cast<VulkanKvCache&>(*segment.cache);
}

bool isWanted(const Segment& segment, std::size_t token)
{
    return segment.rows == LogitRows::All
        || (segment.rows == LogitRows::Last && token + 1 == segment.tokens.size());
}

Result<void> checkTokens(const Segment& segment, std::int64_t vocabulary)
{
    for (const TokenId token : segment.tokens) {
        if (token < 0 || token >= vocabulary) {
            return fail(ErrorCode::InvalidInput,
                fmt::format(
                    "Token id {} is not in the vocabulary of {} tokens.", token, vocabulary));
        }
    }
    return {};
}

Result<void> checkSpace(const KvCache& cache, std::size_t tokens)
{
    if (static_cast<std::int64_t>(tokens) > cache.capacity() - cache.length()) {
        return fail(ErrorCode::LimitReached,
            fmt::format("The cache holds {} positions; {} more exceed its capacity of {}. Load "
                        "the model with a longer context or shorten the text.",
                cache.length(), tokens, cache.capacity()));
    }
    return {};
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
        for (std::size_t i = 0; i < m_lengths.size(); ++i) {
            m_segments[i].cache->truncate(m_lengths[i]);
        }
        if (!m_lengths.empty()) {
            m_logits.resize(m_logitsSize);
        }
    }
    Undo(const Undo&) = delete;
    Undo& operator=(const Undo&) = delete;
    void done() { m_lengths.clear(); }

private:
    std::span<const Segment> m_segments;
    std::vector<float>& m_logits;
    std::size_t m_logitsSize;
    std::vector<std::int64_t> m_lengths;
};

} // namespace

/// A token of a segment that is to be computed.
struct VulkanModel::Column {
    TokenId token = 0;
    std::int64_t position = 0;
    const VulkanKvCache* cache = nullptr;
    bool isWanted = false;
};

std::uint32_t columnClassFor(std::size_t columns)
{
    std::uint32_t chosen = columnClasses.front();
    for (const std::uint32_t size : columnClasses) {
        if (columns * filledDenominator >= size * filledNumerator) {
            chosen = size;
        }
    }
    return chosen;
}

VulkanModel::VulkanModel(std::shared_ptr<const LlamaModel> model, VulkanModelOptions options)
    : m_model(std::move(model))
    , m_options(std::move(options))
{
    for (const KvType type : {KvType::F16, KvType::F32}) {
        m_pools.at(static_cast<std::size_t>(type)) =
            std::make_shared<PagePool>(PageLayout::of(m_model->parameters, type));
    }
}

Result<std::unique_ptr<LoadedModel>> VulkanModel::create(std::shared_ptr<const LlamaModel> model,
    VulkanModelOptions options, const core::ProgressSink& progress, const std::stop_token& stop)
{
    auto device = TRY(DeviceModel::create(options, *model, progress, stop));
    std::unique_ptr<VulkanModel> made(new VulkanModel(std::move(model), std::move(options)));
    made->attach(std::move(device));
    return made;
}

VulkanModel::~VulkanModel()
{
    for (const auto& pool : m_pools) {
        pool->detach();
    }
}

void VulkanModel::attach(std::unique_ptr<DeviceModel> device)
{
    m_device = std::move(device);
    for (const auto& pool : m_pools) {
        pool->attach(m_device->device(), m_device->submitter());
    }
}

/// Everything on a lost device is gone, and goes before a new one is opened.
Result<void> VulkanModel::recover(const core::Error& loss)
{
    for (const auto& pool : m_pools) {
        pool->detach();
    }
    m_device.reset();
    auto device = DeviceModel::create(m_options, *m_model, {}, {});
    if (!device) {
        m_problem = device.error();
        return fail(m_problem);
    }
    attach(std::move(*device));
    return fail(loss);
}

std::string VulkanModel::numericsId() const
{
    const DeviceCapabilities& can = m_options.physical.can;
    const KernelShape shape =
        m_options.shape ? KernelShape::of(can, *m_options.shape) : KernelShape::of(can);
    return fmt::format("vulkan {} / {} / {} of {} / kernels {}", can.name, can.driver, shape.name(),
        shape.subgroupLanes, kernelVersion);
}

Result<std::unique_ptr<KvCache>> VulkanModel::createCache(std::int64_t capacity, KvType type)
{
    if (capacity < 1) {
        return fail(ErrorCode::InvalidInput,
            fmt::format("A cache of {} positions was asked for; at least 1 is.", capacity));
    }
    if (!m_device) {
        return fail(m_problem);
    }
    const std::int64_t most = pool(type).pagesMax() * pagePositions;
    if (capacity > most) {
        return fail(ErrorCode::OutOfMemory,
            fmt::format("Keys and values for {} positions were asked for; the device can bind {}. "
                        "Use a shorter context.",
                capacity, most));
    }
    return std::make_unique<VulkanKvCache>(
        this, m_pools.at(static_cast<std::size_t>(type)), type, capacity);
}

Result<void> VulkanModel::check(std::span<const Segment> segments) const
{
    for (const Segment& segment : segments) {
        const auto* cache = dynamic_cast<const VulkanKvCache*>(segment.cache);
        if (cache == nullptr || cache->owner() != this) {
            return fail(ErrorCode::InvalidInput,
                "A segment's cache was not made by this model. Make it with createCache().");
        }
        TRY(checkTokens(segment, m_model->parameters.vocabulary));
    }
    return {};
}

Result<void> VulkanModel::forward(
    std::span<const Segment> segments, std::vector<float>& logits, std::stop_token stop)
{
    TRY(check(segments));
    if (!m_device) {
        return fail(m_problem);
    }
    Undo undo(segments, logits);
    try {
        const Result<void> computed = compute(segments, logits, stop);
        if (!computed && computed.error().code == ErrorCode::DeviceLost) {
            return recover(computed.error());
        }
        TRY(Result<void>(computed));
        // Weights that changed meanwhile make the result worthless.
        TRY(m_model->mapping->checkUnchanged());
    } catch (const std::bad_alloc&) {
        return fail(ErrorCode::OutOfMemory,
            "Memory for the logits could not be had. Close other programs or ask for fewer rows.");
    }
    undo.done();
    return {};
}

/// Columns in the order of the segments, cut where a class is full or the type of keys changes.
Result<void> VulkanModel::compute(
    std::span<const Segment> segments, std::vector<float>& logits, const std::stop_token& stop)
{
    std::vector<Column> columns;
    for (const Segment& segment : segments) {
        VulkanKvCache& cache = cacheOf(segment);
        TRY(checkSpace(cache, segment.tokens.size()));
        const std::int64_t first = cache.length();
        TRY(cache.extend(static_cast<std::int64_t>(segment.tokens.size())));
        for (std::size_t i = 0; i < segment.tokens.size(); ++i) {
            columns.push_back({.token = segment.tokens[i],
                .position = first + static_cast<std::int64_t>(i),
                .cache = &cache,
                .isWanted = isWanted(segment, i)});
        }
    }
    for (std::span<const Column> rest = columns; !rest.empty();) {
        const auto sameType = std::find_if(rest.begin(), rest.end(), [&](const Column& column) {
            return column.cache->type() != rest.front().cache->type();
        });
        const auto count = static_cast<std::size_t>(sameType - rest.begin());
        const std::size_t taken = std::min<std::size_t>(count, columnClassFor(count));
        TRY(computePass(rest.first(taken), logits, stop));
        rest = rest.subspan(taken);
    }
    return {};
}

Result<void> VulkanModel::computePass(
    std::span<const Column> columns, std::vector<float>& logits, const std::stop_token& stop)
{
    if (stop.stop_requested()) {
        return fail(ErrorCode::Cancelled, "The computation was stopped.");
    }
    TRY(writePass(columns));
    const KvType type = columns.front().cache->type();
    TRY(m_device->runLayers(columnClassFor(columns.size()), pool(type), type, stop));
    std::vector<std::uint32_t> wanted;
    for (std::uint32_t i = 0; i < columns.size(); ++i) {
        if (columns[i].isWanted) {
            wanted.push_back(i);
        }
    }
    constexpr std::size_t most = Activations::logitColumnsMax;
    for (std::span<const std::uint32_t> rest = wanted; !rest.empty();) {
        const std::size_t taken = std::min(rest.size(), most);
        TRY(computeLogits(rest.first(taken), logits, stop));
        rest = rest.subspan(taken);
    }
    return {};
}

Result<void> VulkanModel::writePass(std::span<const Column> columns)
{
    std::map<const VulkanKvCache*, std::uint32_t> begins; // of the caches' pages in the tables
    std::vector<std::uint32_t> tables;
    std::vector<PassColumn> entries;
    for (const Column& column : columns) {
        const auto [place, isNew] =
            begins.try_emplace(column.cache, static_cast<std::uint32_t>(tables.size()));
        if (isNew) {
            const std::vector<std::uint32_t> pages = column.cache->pageIndices();
            tables.insert(tables.end(), pages.begin(), pages.end());
        }
        const auto page = static_cast<std::size_t>(column.position / pagePositions);
        if (tables.size() > PassBuffer::tablePagesMax) {
            return fail(ErrorCode::LimitReached,
                fmt::format("The sequences of a pass have {} pages; {} are allowed. Compute fewer "
                            "sequences together.",
                    tables.size(), PassBuffer::tablePagesMax));
        }
        entries.push_back({.token = column.token,
            .position = column.position,
            .page = tables[place->second + page],
            .table = place->second});
    }
    TRY(m_device->pass().writeColumns(entries));
    m_device->pass().writeTables(tables);
    return {};
}

Result<void> VulkanModel::computeLogits(
    std::span<const std::uint32_t> wanted, std::vector<float>& logits, const std::stop_token& stop)
{
    m_device->pass().writeList(wanted);
    const std::uint32_t size = *std::lower_bound(
        columnClasses.begin(), columnClasses.end(), static_cast<std::uint32_t>(wanted.size()));
    TRY(m_device->runLogits(size, stop));
    for (std::uint32_t i = 0; i < wanted.size(); ++i) {
        const auto row = m_device->logits(i);
        logits.insert(logits.end(), row.begin(), row.end());
    }
    return {};
}

} // namespace inference
