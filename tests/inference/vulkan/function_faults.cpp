// SPDX-License-Identifier: Apache-2.0
#include "tests/inference/vulkan/function_faults.h"

namespace inference {

namespace {

std::map<std::string, PFN_vkVoidFunction> replaced;
PFN_vkGetDeviceProcAddr getReal = nullptr;

VKAPI_ATTR PFN_vkVoidFunction VKAPI_CALL getReplaced(VkDevice device, const char* name)
{
    const auto found = replaced.find(name);
    return found == replaced.end() ? getReal(device, name) : found->second;
}

} // namespace

FunctionFaults::FunctionFaults(std::map<std::string, PFN_vkVoidFunction> replacements)
{
    replaced = std::move(replacements);
    getReal = vkGetDeviceProcAddr;
    vkGetDeviceProcAddr = getReplaced;
}

FunctionFaults::~FunctionFaults()
{
    vkGetDeviceProcAddr = getReal;
    replaced.clear();
}

PFN_vkVoidFunction FunctionFaults::realAddress(VkDevice device, const char* name)
{
    return getReal(device, name);
}

} // namespace inference
