// SPDX-License-Identifier: Apache-2.0
#include "inference/vulkan/model/pass_buffer.h"

#include <algorithm>
#include <bit>

namespace inference {

using core::Result;

namespace {

constexpr std::uint32_t wordsOfColumn = 4;
constexpr std::uint32_t columnsAt = PassBuffer::columnsMax;
constexpr std::uint32_t rotationsAt = columnsAt + wordsOfColumn * PassBuffer::columnsMax;
constexpr std::uint32_t noPage = 0xFFFFFFFF;

std::uint64_t tablesAt(std::int64_t dimensions)
{
    return rotationsAt
        + std::uint64_t{PassBuffer::columnsMax} * static_cast<std::uint64_t>(dimensions);
}

} // namespace

Result<PassBuffer> PassBuffer::create(VulkanDevice& device, std::vector<double> ropeFrequency)
{
    const auto dimensions = static_cast<std::int64_t>(2 * ropeFrequency.size());
    const std::uint64_t words = tablesAt(dimensions) + tablePagesMax;
    return PassBuffer(TRY(VulkanBuffer::create(device, words * sizeof(std::uint32_t),
                          BufferUse::Input, "what a pass computes")),
        std::move(ropeFrequency));
}

Result<void> PassBuffer::writeColumns(std::span<const PassColumn> columns)
{
    std::int64_t positions = 0;
    for (const PassColumn& column : columns) {
        positions = std::max(positions, column.position + 1);
    }
    TRY(m_rope.extendTo(positions));
    const auto words = m_buffer.all().as<std::uint32_t>();
    for (std::uint32_t i = 0; i < columnsMax; ++i) {
        const PassColumn column = i < columns.size() ? columns[i] : PassColumn{.page = noPage};
        const auto at = words.begin() + columnsAt + wordsOfColumn * i;
        at[0] = static_cast<std::uint32_t>(column.token);
        at[1] = static_cast<std::uint32_t>(column.position);
        at[2] = column.page;
        at[3] = column.table;
        if (i < columns.size()) {
            writeRotation(i, column.position);
        }
    }
    return {};
}

void PassBuffer::writeRotation(std::uint32_t column, std::int64_t position)
{
    const float* const row = m_rope.at(position);
    const std::int64_t dimensions = m_rope.dimensions();
    const auto to = m_buffer.all().as<float>().begin() + rotationsAt + column * dimensions;
    for (std::int64_t i = 0; i < dimensions; i += 2) {
        to[i] = row[i];
        to[i + 1] = row[dimensions + i + 1];
    }
}

void PassBuffer::writeList(std::span<const std::uint32_t> columns)
{
    const auto words = m_buffer.all().as<std::uint32_t>();
    std::fill_n(words.begin(), columnsMax, 0U); // places that only fill up take the first column
    std::copy(columns.begin(), columns.end(), words.begin());
}

void PassBuffer::writeTables(std::span<const std::uint32_t> tables)
{
    const auto words = m_buffer.all().as<std::uint32_t>();
    std::copy(tables.begin(), tables.end(),
        words.begin() + static_cast<std::ptrdiff_t>(tablesAt(m_rope.dimensions())));
}

} // namespace inference
