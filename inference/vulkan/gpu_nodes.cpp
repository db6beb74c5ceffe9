// SPDX-License-Identifier: Apache-2.0
#include "inference/vulkan/gpu_nodes.h"

#include <string>

namespace inference {

bool hasGpuNode(const std::filesystem::path& deviceDirectory)
{
    std::error_code ignored;
    for (const char* name : {"nvidiactl", "nvidia0", "kfd", "dxg"}) {
        if (std::filesystem::exists(deviceDirectory / name, ignored)) {
            return true;
        }
    }
    for (std::filesystem::directory_iterator entry(deviceDirectory / "dri", ignored), end;
         !ignored && entry != end; entry.increment(ignored))
    {
        if (entry->path().filename().string().starts_with("renderD")) {
            return true;
        }
    }
    return false;
}

} // namespace inference
