// SPDX-License-Identifier: Apache-2.0
// volk's functions, compiled once.
#define VOLK_IMPLEMENTATION
#include "inference/vulkan/vulkan_api.h"
