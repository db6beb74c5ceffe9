// SPDX-License-Identifier: Apache-2.0
#include "inference/vulkan/kernel_interface.h"

#include "inference/vulkan/spirv_module.h"

#include <fmt/format.h>

#include <algorithm>

namespace inference {

using core::fail;
using core::Result;

namespace {

/// Decorations and storage classes of SPIR-V, by their numbers there.
constexpr std::uint32_t decorationSpecId = 1;
constexpr std::uint32_t decorationBuiltIn = 11;
constexpr std::uint32_t decorationNonWritable = 24;
constexpr std::uint32_t decorationNonReadable = 25;
constexpr std::uint32_t decorationBinding = 33;
constexpr std::uint32_t decorationDescriptorSet = 34;
constexpr std::uint32_t decorationOffset = 35;
constexpr std::uint32_t builtInWorkgroupSize = 25;
constexpr std::uint32_t classUniformConstant = 0;
constexpr std::uint32_t classUniform = 2;
constexpr std::uint32_t classPushConstant = 9;
constexpr std::uint32_t classStorageBuffer = 12;

tl::unexpected<core::Error> wrong(const std::string& what)
{
    return fail(core::ErrorCode::Internal, "A kernel cannot be used: " + what);
}

/// A block is read-only or write-only when the variable or all of its members are said to be.
bool isDecorated(const SpirvModule& module, const SpirvVariable& variable, const SpirvStruct& block,
    std::uint32_t decoration)
{
    if (module.decoration(variable.id, decoration)) {
        return true;
    }
    const auto count = static_cast<std::uint32_t>(block.memberTypes.size());
    for (std::uint32_t member = 0; member < count; ++member) {
        if (!module.memberDecoration(variable.pointeeType, member, decoration)) {
            return false;
        }
    }
    return count > 0;
}

Result<void> readBinding(
    const SpirvModule& module, const SpirvVariable& variable, KernelInterface& found)
{
    const auto binding = module.decoration(variable.id, decorationBinding);
    const auto set = module.decoration(variable.id, decorationDescriptorSet);
    const SpirvStruct* block = module.structOf(variable.pointeeType);
    if (!binding || *binding >= bindingsMax || set.value_or(0) != 0 || block == nullptr) {
        return wrong(fmt::format("variable {} is no single buffer of set 0, binding 0 to {}.",
            variable.id, bindingsMax - 1));
    }
    if (found.bindings.size() <= *binding) {
        found.bindings.resize(*binding + 1);
    }
    const bool isUniform = variable.storageClass == classUniform;
    found.bindings[*binding] = {.isUniform = isUniform,
        .isRead = !isDecorated(module, variable, *block, decorationNonReadable),
        .isWritten = !isUniform && !isDecorated(module, variable, *block, decorationNonWritable)};
    return {};
}

Result<void> readTexels(
    const SpirvModule& module, const SpirvVariable& variable, KernelInterface& found)
{
    const auto binding = module.decoration(variable.id, decorationBinding);
    const auto set = module.decoration(variable.id, decorationDescriptorSet);
    if (!binding || *binding >= bindingsMax || set.value_or(0) != 0
        || !module.isTexels(variable.pointeeType))
    {
        return wrong("it uses images or samplers.");
    }
    if (found.bindings.size() <= *binding) {
        found.bindings.resize(*binding + 1);
    }
    found.bindings[*binding] = {.isTexels = true, .isRead = true};
    return {};
}

Result<void> readPushConstants(
    const SpirvModule& module, const SpirvVariable& variable, KernelInterface& found)
{
    const SpirvStruct* block = module.structOf(variable.pointeeType);
    if (block == nullptr) {
        return wrong("its push constants are no block.");
    }
    for (std::uint32_t member = 0; member < block->memberTypes.size(); ++member) {
        const auto offset = module.memberDecoration(variable.pointeeType, member, decorationOffset);
        const auto size = module.sizeBytes(block->memberTypes[member]);
        if (!offset || !size) {
            return wrong("a push constant is neither a number, a vector nor an array of them.");
        }
        found.pushConstantBytes = std::max(found.pushConstantBytes, *offset + *size);
    }
    return {};
}

void readGroup(const SpirvModule& module, KernelInterface& found)
{
    for (std::size_t axis = 0; axis < found.group.size(); ++axis) {
        found.group[axis].size = module.localSize()[axis];
    }
    const auto vector = module.idDecoratedWith(decorationBuiltIn, builtInWorkgroupSize);
    if (!vector) {
        return;
    }
    const std::vector<std::uint32_t> parts = module.composite(*vector);
    for (std::size_t axis = 0; axis < std::min(parts.size(), found.group.size()); ++axis) {
        found.group[axis] = {.constantId = module.decoration(parts[axis], decorationSpecId),
            .size = module.constant(parts[axis]).value_or(1)};
    }
}

} // namespace

std::array<std::uint32_t, 3> KernelInterface::groupSize(
    std::span<const std::uint32_t> constants) const
{
    std::array<std::uint32_t, 3> size{};
    for (std::size_t axis = 0; axis < size.size(); ++axis) {
        const auto& id = group[axis].constantId;
        size[axis] = id && *id < constants.size() ? constants[*id] : group[axis].size;
    }
    return size;
}

Result<KernelInterface> readKernelInterface(std::span<const std::uint32_t> words)
{
    const SpirvModule module = TRY(SpirvModule::parse(words));
    KernelInterface found;
    for (const SpirvVariable& variable : module.variables()) {
        switch (variable.storageClass) {
        case classUniform:
        case classStorageBuffer:
            TRY(readBinding(module, variable, found));
            break;
        case classPushConstant:
            TRY(readPushConstants(module, variable, found));
            break;
        case classUniformConstant:
            TRY(readTexels(module, variable, found));
            break;
        default: // inputs and workgroup memory are its own affair
            break;
        }
    }
    for (const std::uint32_t id : module.values(decorationSpecId)) {
        found.constantCount = std::max(found.constantCount, id + 1);
    }
    readGroup(module, found);
    return found;
}

} // namespace inference
