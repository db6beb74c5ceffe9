// SPDX-License-Identifier: Apache-2.0
#include "inference/vulkan/model/kernel_shape.h"

#include <algorithm>

namespace inference {

namespace {

// Lanes: eight rows a lane when each weight serves one column, so that each activation serves many;
// fewer with more columns, whose sums all stay in registers (measured on Mesa 22.3 and AVX-512).
constexpr std::uint32_t laneColumnsMax = 4;
constexpr std::uint32_t laneRowsOfOneColumn = 8;
constexpr std::uint32_t laneRows = 4;

// Subgroups: weights are read once for as many columns.
constexpr std::uint32_t subgroupColumnsMax = 8;
constexpr std::uint32_t subgroupRows = 4;
constexpr std::uint32_t subgroupsOfGroup = 4;
constexpr std::uint32_t subgroupLanesMax = 64;

} // namespace

KernelShape KernelShape::of(const DeviceCapabilities& device)
{
    const bool isSoftware =
        device.kind == DeviceKind::Software && device.subgroupSize == lanesOfSoftware;
    return of(device, isSoftware ? ShapeKind::Lanes : ShapeKind::Subgroups);
}

KernelShape KernelShape::of(const DeviceCapabilities& device, ShapeKind kind)
{
    KernelShape shape;
    shape.kind = kind;
    shape.subgroupLanes = device.subgroupSize;
    if (device.hasSubgroupSizeControl) {
        const std::uint32_t most = std::max(subgroupLanesMax, device.subgroupSizeMin);
        shape.subgroupLanes = std::min(device.subgroupSize, most);
        shape.requiredSubgroup = shape.subgroupLanes;
    }
    const bool isLanes = kind == ShapeKind::Lanes;
    shape.columnsMax = isLanes ? laneColumnsMax : subgroupColumnsMax;
    shape.subgroupsEach = isLanes ? 1 : subgroupsOfGroup;
    shape.attentionSubgroups = isLanes ? 1 : subgroupsOfGroup;
    return shape;
}

std::uint32_t KernelShape::columnsEach(std::uint32_t columns) const
{
    if (columns == 1) {
        return 1;
    }
    return std::min(columnsMax, std::max(columns, laneColumnsMax));
}

std::uint32_t KernelShape::rowsEach(std::uint32_t columnsEach) const
{
    if (kind == ShapeKind::Subgroups) {
        return subgroupRows;
    }
    return columnsEach == 1 ? laneRowsOfOneColumn : laneRows;
}

std::uint32_t KernelShape::rowsOfGroup(std::uint32_t columnsEach) const
{
    const std::uint32_t perSubgroup =
        rowsEach(columnsEach) * (kind == ShapeKind::Lanes ? subgroupLanes : 1);
    return perSubgroup * subgroupsEach;
}

std::string_view KernelShape::name() const
{
    return kind == ShapeKind::Lanes ? "lanes" : "subgroups";
}

} // namespace inference
