// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/vulkan/buffer_slice.h"

#include <span>
#include <vector>

namespace inference {

/// One slice that a command touches.
struct SliceAccess {
    BufferSlice slice;
    bool isRead = false;
    bool isWritten = false;
};

/// Decides where barriers are needed. A command has to wait for those before it when it reads what
/// one of them writes, writes what one reads, or writes what one writes. A barrier makes all of
/// them finish, so the tracker forgets them.
/// Thread rule: one owner.
class HazardTracker {
public:
    /// Whether a barrier must stand before a command with these accesses. Enters them.
    bool enter(std::span<const SliceAccess> accesses);

private:
    [[nodiscard]] bool conflicts(const SliceAccess& access) const;

    std::vector<SliceAccess> m_open; // since the last barrier
};

} // namespace inference
