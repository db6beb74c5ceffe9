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

Result<void> VulkanModel::makeDevice()
{
    attach(TRY(DeviceModel::create(m_options, *m_model, {}, {})));
    return {};
}

/// Everything on a lost device is gone, and goes before a new one is opened.
Result<void> VulkanModel::recover(const core::Error& loss)
{
    for (const auto& pool : m_pools) {
        pool->detach();
    }
    m_device.reset();
    TRY(makeDevice());
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
        TRY(makeDevice());
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

Result<void> VulkanModel::forward(
    std::span<const Segment> segments, std::vector<float>& logits, std::stop_token stop)
{
    TRY(checkSegments(segments, this, m_model->parameters.vocabulary));
    if (!m_device) {
        TRY(makeDevice());
    }
    ForwardUndo undo(segments, logits);
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
    const std::vector<SegmentColumn> columns = TRY(extendCaches(segments));
    for (std::span<const SegmentColumn> rest = columns; !rest.empty();) {
        const auto sameType =
            std::find_if(rest.begin(), rest.end(), [&](const SegmentColumn& column) {
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
    std::span<const SegmentColumn> columns, std::vector<float>& logits, const std::stop_token& stop)
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

Result<void> VulkanModel::writePass(std::span<const SegmentColumn> columns)
{
    std::map<const VulkanKvCache*, std::uint32_t> begins; // of the caches' pages in the tables
    std::vector<std::uint32_t> tables;
    std::vector<PassColumn> entries;
    for (const SegmentColumn& column : columns) {
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
