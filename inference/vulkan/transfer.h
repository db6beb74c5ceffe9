// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/vulkan/vulkan_buffer.h"

#include <array>
#include <functional>
#include <span>
#include <stop_token>

namespace inference {

/// Moves bytes between the host and buffers: directly where they are mapped, else through two
/// staging buffers, of which one is filled while the other is copied. The device must not be using
/// the bytes. All functions return when the bytes are there.
/// A stop is looked at between pieces and gives Cancelled; the target is then partly written.
/// Thread rule: one owner.
class Transfer {
public:
    static constexpr std::uint64_t stagingBytes = std::uint64_t{16} * 1024 * 1024;

    /// Writes `out.size()` bytes that belong at `offsetBytes` of the target. Runs on the caller's
    /// thread; `out` may be slow to read back, so it should only be written, in order.
    using Producer = std::function<void(std::span<std::byte> out, std::uint64_t offsetBytes)>;

    explicit Transfer(VulkanDevice& device)
        : m_device(device)
    {
    }
    /// Waits for what is under way.
    ~Transfer();
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;

    core::Result<void> write(
        const BufferSlice& to, std::span<const std::byte> bytes, const std::stop_token& stop);

    /// Fills all of `to` in pieces that are multiples of `stepBytes` (but the last), so that a
    /// producer that repacks can work in whole rows. `stepBytes` is at most stagingBytes.
    core::Result<void> produce(const BufferSlice& to, std::uint64_t stepBytes,
        const Producer& producer, const std::stop_token& stop);

    core::Result<void> read(
        const BufferSlice& from, std::span<std::byte> bytes, const std::stop_token& stop);

private:
    struct Stage {
        VulkanBuffer buffer;
        UniqueHandle<VkCommandPool> pool;
        VkCommandBuffer commands = VK_NULL_HANDLE;
        UniqueHandle<VkFence> fence;
        bool isBusy = false;
    };
    core::Result<Stage*> nextStage(BufferUse use);
    core::Result<void> prepare(Stage& stage, BufferUse use);
    core::Result<void> wait(Stage& stage);
    core::Result<void> waitAll();
    core::Result<void> copy(Stage& stage, const BufferSlice& from, const BufferSlice& to);

    VulkanDevice& m_device;
    std::array<Stage, 3> m_stages; // made on first use
    std::size_t m_next = 0;
};

} // namespace inference
