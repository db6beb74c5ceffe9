// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace inference {

/// Whether the system has a node of a graphics processor (a DRM render node, NVIDIA's, AMD's or
/// Windows's for guests). Without one there can be no device but software, so "auto" need not load
/// Vulkan's drivers, which would cost each start of the program tens of milliseconds.
bool hasGpuNode(const std::filesystem::path& deviceDirectory = "/dev");

} // namespace inference
