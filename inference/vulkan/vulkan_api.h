// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The one way to Vulkan's names: volk declares no prototypes, only pointers that are filled at run
/// time, so the program starts on a machine without a loader. Functions of an instance are volk's
/// globals, filled once by VulkanInstance; functions of a device are in its own table.
#include <volk.h>
