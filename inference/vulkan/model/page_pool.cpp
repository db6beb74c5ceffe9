// SPDX-License-Identifier: Apache-2.0
#include "inference/vulkan/model/page_pool.h"

#include "inference/vulkan/model/weight_uploader.h"
#include "inference/vulkan/recorder.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace inference {

using core::ErrorCode;
using core::fail;
using core::Result;

namespace {

constexpr std::int64_t pagesFirst = 16;

} // namespace

PoolPage::~PoolPage()
{
    m_pool->giveBack(m_generation, m_index);
}

void PagePool::attach(VulkanDevice& device, Submitter& submitter)
{
    m_device = &device;
    m_submitter = &submitter;
}

void PagePool::detach()
{
    const std::lock_guard lock(m_mutex);
    ++m_generation;
    ++m_version;
    m_free.clear();
    m_buffers.clear();
    m_pages = 0;
    m_device = nullptr;
    m_submitter = nullptr;
}

std::int64_t PagePool::pagesMax() const
{
    if (m_device == nullptr) {
        return 0;
    }
    const std::uint64_t bytes =
        std::min(matrixPartBytesMax(m_device->can()), m_device->can().allocationBytesMax);
    return static_cast<std::int64_t>(bytes / static_cast<std::uint64_t>(m_layout.bytesEach));
}

Result<std::shared_ptr<const PoolPage>> PagePool::take()
{
    const auto next = [&]() -> std::shared_ptr<const PoolPage> {
        const std::lock_guard lock(m_mutex);
        if (m_free.empty()) {
            return nullptr;
        }
        const std::uint32_t index = m_free.back();
        m_free.pop_back();
        return std::make_shared<const PoolPage>(shared_from_this(), m_generation, index);
    };
    if (auto page = next()) {
        return page;
    }
    TRY(grow());
    return next();
}

void PagePool::giveBack(std::uint64_t generation, std::uint32_t index)
{
    const std::lock_guard lock(m_mutex);
    if (generation == m_generation) {
        m_free.push_back(index);
    }
}

Result<void> PagePool::grow()
{
    const std::int64_t pages = std::min(std::max(pagesFirst, 2 * m_pages), pagesMax());
    if (pages <= m_pages) {
        return fail(ErrorCode::OutOfMemory,
            fmt::format("The device holds {} pages of keys and values, all that it can bind. "
                        "Close other sessions or use a shorter context.",
                m_pages));
    }
    const auto bytes = static_cast<std::uint64_t>(pages * m_layout.bytesEach);
    const auto count = static_cast<std::size_t>(2 * m_layout.layers);
    std::vector<VulkanBuffer> buffers(count);
    m_buffers.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
        buffers[i] = TRY(grown(m_buffers[i], bytes));
    }
    m_buffers = std::move(buffers);
    ++m_version;
    const std::lock_guard lock(m_mutex);
    for (std::int64_t page = pages - 1; page >= m_pages; --page) { // low ones are taken first
        m_free.push_back(static_cast<std::uint32_t>(page));
    }
    m_pages = pages;
    return {};
}

/// Zeros where no page was: kernels read dimensions that fill up a unit, and must find numbers.
Result<VulkanBuffer> PagePool::grown(const VulkanBuffer& old, std::uint64_t bytes)
{
    VulkanBuffer buffer =
        TRY(VulkanBuffer::create(*m_device, bytes, BufferUse::Device, "keys and values"));
    const auto before = static_cast<std::uint64_t>(m_pages * m_layout.bytesEach);
    Recorder recorder(*m_device);
    if (before > 0) {
        TRY(recorder.copy(old.slice(0, before), buffer.slice(0, before)));
    }
    TRY(recorder.fill(buffer.slice(before, bytes - before), 0));
    Recording recording = TRY(std::move(recorder).finish());
    TRY(m_submitter->run(recording, {}));
    return buffer;
}

BufferSlice PagePool::sliceOf(const VulkanBuffer& buffer, std::uint32_t index) const
{
    const auto bytes = static_cast<std::uint64_t>(m_layout.bytesEach);
    return buffer.slice(index * bytes, bytes);
}

Result<void> PagePool::copy(const PoolPage& from, const PoolPage& to)
{
    Recorder recorder(*m_device);
    for (const VulkanBuffer& buffer : m_buffers) {
        TRY(recorder.copy(sliceOf(buffer, from.index()), sliceOf(buffer, to.index())));
    }
    Recording recording = TRY(std::move(recorder).finish());
    TRY(m_submitter->run(recording, {}));
    return {};
}

Result<std::vector<std::uint8_t>> PagePool::read(const PoolPage& page)
{
    const auto bytesEach = static_cast<std::uint64_t>(m_layout.bytesEach);
    const auto size = static_cast<std::uint64_t>(m_layout.pageBytes());
    const VulkanBuffer host =
        TRY(VulkanBuffer::create(*m_device, size, BufferUse::Readback, "a page of keys"));
    Recorder recorder(*m_device);
    for (std::size_t i = 0; i < m_buffers.size(); ++i) {
        TRY(recorder.copy(
            sliceOf(m_buffers[i], page.index()), host.slice(i * bytesEach, bytesEach)));
    }
    Recording recording = TRY(std::move(recorder).finish());
    TRY(m_submitter->run(recording, {}));
    const auto bytes = host.all().as<std::uint8_t>();
    return std::vector<std::uint8_t>(bytes.begin(), bytes.end());
}

Result<void> PagePool::write(const PoolPage& page, std::span<const std::uint8_t> bytes)
{
    const auto bytesEach = static_cast<std::uint64_t>(m_layout.bytesEach);
    const VulkanBuffer host =
        TRY(VulkanBuffer::create(*m_device, bytes.size(), BufferUse::Staging, "a page of keys"));
    std::memcpy(host.all().mapped, bytes.data(), bytes.size());
    Recorder recorder(*m_device);
    for (std::size_t i = 0; i < m_buffers.size(); ++i) {
        TRY(recorder.copy(
            host.slice(i * bytesEach, bytesEach), sliceOf(m_buffers[i], page.index())));
    }
    Recording recording = TRY(std::move(recorder).finish());
    TRY(m_submitter->run(recording, {}));
    return {};
}

BufferSlice PagePool::keys(std::int64_t layer) const
{
    return m_buffers[static_cast<std::size_t>(2 * layer)].all();
}

BufferSlice PagePool::values(std::int64_t layer) const
{
    return m_buffers[static_cast<std::size_t>(2 * layer + 1)].all();
}

} // namespace inference
