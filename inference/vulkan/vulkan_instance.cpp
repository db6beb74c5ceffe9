// SPDX-License-Identifier: Apache-2.0
#include "inference/vulkan/vulkan_instance.h"

#include "inference/vulkan/device_probe.h"
#include "inference/vulkan/vulkan_error.h"

#include <algorithm>
#include <mutex>
#include <tuple>

namespace inference {

using core::ErrorCode;
using core::fail;
using core::Result;

namespace {

constexpr const char* validationLayer = "VK_LAYER_KHRONOS_validation";

/// Opens the loader once for the process; it stays open.
bool hasLoader()
{
    static const bool isOpen = volkInitialize() == VK_SUCCESS;
    return isOpen;
}

/// volk's pointers to functions of instances are the loader's entries, the same for all instances:
/// they are filled once, by the first, so that no thread reads what another one writes.
void loadFunctions(VkInstance instance)
{
    static std::once_flag isLoaded;
    std::call_once(isLoaded, [instance] { volkLoadInstanceOnly(instance); });
}

VKAPI_ATTR VkBool32 VKAPI_CALL receive(VkDebugUtilsMessageSeverityFlagBitsEXT,
    VkDebugUtilsMessageTypeFlagsEXT, const VkDebugUtilsMessengerCallbackDataEXT* data, void* user)
{
    const auto& options = *static_cast<const InstanceOptions*>(user);
    options.onValidation(data->pMessage == nullptr ? "" : data->pMessage);
    return VK_FALSE;
}

VkDebugUtilsMessengerCreateInfoEXT messengerInfo(const InstanceOptions& options)
{
    VkDebugUtilsMessengerCreateInfoEXT info{};
    info.sType = VK_STRUCTURE_TYPE_DEBUG_UTILS_MESSENGER_CREATE_INFO_EXT;
    info.messageSeverity = VK_DEBUG_UTILS_MESSAGE_SEVERITY_WARNING_BIT_EXT
        | VK_DEBUG_UTILS_MESSAGE_SEVERITY_ERROR_BIT_EXT;
    info.messageType = VK_DEBUG_UTILS_MESSAGE_TYPE_VALIDATION_BIT_EXT
        | VK_DEBUG_UTILS_MESSAGE_TYPE_PERFORMANCE_BIT_EXT;
    info.pfnUserCallback = receive;
    info.pUserData = const_cast<InstanceOptions*>(&options);
    return info;
}

/// Best first; equal ones keep the driver's order.
bool isBefore(const PhysicalDevice& a, const PhysicalDevice& b)
{
    return std::tuple(!a.refusal.empty(), a.can.kind, b.can.memoryBytes)
        < std::tuple(!b.refusal.empty(), b.can.kind, a.can.memoryBytes);
}

} // namespace

VulkanInstance::VulkanInstance(InstanceOptions options)
    : m_options(std::move(options))
{
}

Result<std::shared_ptr<const VulkanInstance>> VulkanInstance::create(InstanceOptions options)
{
    if (!hasLoader()) {
        return fail({.code = ErrorCode::Unavailable,
            .message = "No Vulkan loader (libvulkan.so.1) was found. To use a graphics processor, "
                       "install its Vulkan driver and libvulkan1.",
            .detail = std::string(noVulkanDetail)});
    }
    std::shared_ptr<VulkanInstance> made(new VulkanInstance(std::move(options)));
    const bool isValidating = static_cast<bool>(made->m_options.onValidation);
    const char* extension = VK_EXT_DEBUG_UTILS_EXTENSION_NAME;
    VkApplicationInfo application{};
    application.sType = VK_STRUCTURE_TYPE_APPLICATION_INFO;
    application.pApplicationName = "holdfast";
    application.apiVersion = VK_API_VERSION_1_3;
    VkInstanceCreateInfo info{};
    info.sType = VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO;
    info.pApplicationInfo = &application;
    const VkDebugUtilsMessengerCreateInfoEXT messenger = messengerInfo(made->m_options);
    if (isValidating) {
        info.pNext = &messenger; // for what is wrong with making and ending the instance itself
        info.enabledLayerCount = 1;
        info.ppEnabledLayerNames = &validationLayer;
        info.enabledExtensionCount = 1;
        info.ppEnabledExtensionNames = &extension;
    }
    const VkResult result = vkCreateInstance(&info, nullptr, &made->m_instance);
    if (result != VK_SUCCESS) {
        return fail(vulkanError(result, "open its driver"));
    }
    loadFunctions(made->m_instance);
    TRY(made->startListening());
    return std::shared_ptr<const VulkanInstance>(std::move(made));
}

Result<void> VulkanInstance::startListening()
{
    if (!m_options.onValidation) {
        return {};
    }
    const auto create = reinterpret_cast<PFN_vkCreateDebugUtilsMessengerEXT>(
        vkGetInstanceProcAddr(m_instance, "vkCreateDebugUtilsMessengerEXT"));
    const VkDebugUtilsMessengerCreateInfoEXT info = messengerInfo(m_options);
    const VkResult result = create == nullptr ? VK_ERROR_EXTENSION_NOT_PRESENT
                                              : create(m_instance, &info, nullptr, &m_messenger);
    if (result != VK_SUCCESS) {
        return fail(vulkanError(result, "start its validation layer"));
    }
    return {};
}

VulkanInstance::~VulkanInstance()
{
    if (m_messenger != VK_NULL_HANDLE) {
        const auto destroy = reinterpret_cast<PFN_vkDestroyDebugUtilsMessengerEXT>(
            vkGetInstanceProcAddr(m_instance, "vkDestroyDebugUtilsMessengerEXT"));
        destroy(m_instance, m_messenger, nullptr);
    }
    if (m_instance != VK_NULL_HANDLE) {
        vkDestroyInstance(m_instance, nullptr);
    }
}

Result<std::vector<PhysicalDevice>> VulkanInstance::devices() const
{
    std::uint32_t count = 0;
    VkResult result = vkEnumeratePhysicalDevices(m_instance, &count, nullptr);
    std::vector<VkPhysicalDevice> handles(count);
    if (result == VK_SUCCESS) {
        result = vkEnumeratePhysicalDevices(m_instance, &count, handles.data());
    }
    if (result != VK_SUCCESS) {
        return fail(vulkanError(result, "be listed"));
    }
    std::vector<PhysicalDevice> all;
    for (const VkPhysicalDevice handle : handles) {
        PhysicalDevice device{
            .handle = handle, .can = probeDevice(m_instance, handle), .refusal = {}};
        device.refusal = refusalOf(device.can);
        all.push_back(std::move(device));
    }
    std::stable_sort(all.begin(), all.end(), isBefore);
    return all;
}

} // namespace inference
