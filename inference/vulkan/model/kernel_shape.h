// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/vulkan/device_capabilities.h"
#include "inference/vulkan/model/weight_packing.h"

#include <cstdint>
#include <string_view>

namespace inference {

/// How kernels divide their work.
enum class ShapeKind {
    Lanes, ///< a lane has its own rows: software devices with subgroups of 8
    Subgroups, ///< the lanes of a subgroup share rows: graphics processors
};

/// The numbers that kernels of one kind are made with on one device.
struct KernelShape {
    static constexpr std::uint32_t lanesOfSoftware = 8;

    ShapeKind kind = ShapeKind::Subgroups;
    std::uint32_t subgroupLanes = 0;
    std::uint32_t requiredSubgroup = 0; ///< 0 where the device lets none be chosen
    std::uint32_t subgroupsEach = 1; ///< in a workgroup of products
    std::uint32_t attentionSubgroups = 1; ///< in a workgroup of attention
    std::uint32_t columnsMax = 1; ///< of a tile

    /// What the device does best, by its kind and its subgroups.
    static KernelShape of(const DeviceCapabilities& device);
    /// A given kind, for tests. Lanes needs subgroups of lanesOfSoftware.
    static KernelShape of(const DeviceCapabilities& device, ShapeKind kind);

    /// Columns of a tile when `columns` are computed at once.
    [[nodiscard]] std::uint32_t columnsEach(std::uint32_t columns) const;
    /// Rows of a tile with that many columns: of a lane, or of a subgroup.
    [[nodiscard]] std::uint32_t rowsEach(std::uint32_t columnsEach) const;
    /// Rows that one workgroup computes then.
    [[nodiscard]] std::uint32_t rowsOfGroup(std::uint32_t columnsEach) const;
    [[nodiscard]] std::uint32_t groupInvocations() const { return subgroupLanes * subgroupsEach; }

    [[nodiscard]] PackedOrder packedOrder() const
    {
        return kind == ShapeKind::Lanes ? PackedOrder::Groups : PackedOrder::Rows;
    }
    /// "lanes" or "subgroups": part of what the bits depend on.
    [[nodiscard]] std::string_view name() const;
};

} // namespace inference
