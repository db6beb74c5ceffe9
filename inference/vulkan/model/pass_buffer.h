// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/cpu/rope_table.h"
#include "inference/vulkan/vulkan_buffer.h"

#include <cstdint>
#include <optional>
#include <span>

namespace inference {

/// A token to be computed: one column of every matrix product of a pass.
struct PassColumn {
    std::int32_t token = 0;
    std::int64_t position = 0;
    std::uint32_t page = 0; ///< that its keys and values go to
    std::uint32_t table = 0; ///< where the pages of its sequence begin in the tables
};

/// What a pass reads of its columns, written by the host before each one; kernels/pass.glsl reads
/// it: the list of columns whose logits are wanted, then four words a column, then cosines and
/// sines of its position for each pair of dimensions, then the pages of the sequences.
/// Thread rule: one owner, and never while the device reads.
class PassBuffer {
public:
    static constexpr std::uint32_t columnsMax = 128;
    /// Pages of all sequences of a pass: two million positions.
    static constexpr std::uint32_t tablePagesMax = 65536;

    static core::Result<PassBuffer> create(VulkanDevice& device, std::vector<double> ropeFrequency);

    /// Columns behind the last only fill up: they write no keys and attend to nothing.
    core::Result<void> writeColumns(std::span<const PassColumn> columns);
    void writeList(std::span<const std::uint32_t> columns);
    /// `tables` is at most tablePagesMax long.
    void writeTables(std::span<const std::uint32_t> tables);

    [[nodiscard]] const BufferSlice& all() const { return m_buffer.all(); }

private:
    PassBuffer(VulkanBuffer buffer, std::vector<double> ropeFrequency)
        : m_buffer(std::move(buffer))
        , m_rope(std::move(ropeFrequency))
    {
    }
    void writeRotation(std::uint32_t column, std::int64_t position);

    VulkanBuffer m_buffer;
    RopeTable m_rope;
};

} // namespace inference
