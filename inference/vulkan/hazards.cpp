// SPDX-License-Identifier: Apache-2.0
#include "inference/vulkan/hazards.h"

#include <algorithm>

namespace inference {

bool HazardTracker::conflicts(const SliceAccess& access) const
{
    return std::any_of(m_open.begin(), m_open.end(), [&](const SliceAccess& earlier) {
        return (earlier.isWritten || access.isWritten) && earlier.slice.overlaps(access.slice);
    });
}

bool HazardTracker::enter(std::span<const SliceAccess> accesses)
{
    const bool needsBarrier = std::any_of(accesses.begin(), accesses.end(),
        [this](const SliceAccess& access) { return conflicts(access); });
    if (needsBarrier) {
        m_open.clear();
    }
    for (const SliceAccess& access : accesses) {
        if (access.isRead || access.isWritten) {
            m_open.push_back(access);
        }
    }
    return needsBarrier;
}

} // namespace inference
