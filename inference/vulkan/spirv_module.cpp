// SPDX-License-Identifier: Apache-2.0
#include "inference/vulkan/spirv_module.h"

#include <algorithm>

namespace inference {

using core::Result;

namespace {

constexpr std::uint32_t magic = 0x07230203;
constexpr std::size_t headerWords = 5;

/// Instructions, by their numbers in the specification.
enum Operation : std::uint32_t {
    OpExecutionMode = 16,
    OpTypeInt = 21,
    OpTypeFloat = 22,
    OpTypeVector = 23,
    OpTypeImage = 25,
    OpTypeArray = 28,
    OpTypeStruct = 30,
    OpTypePointer = 32,
    OpConstant = 43,
    OpConstantComposite = 44,
    OpSpecConstant = 50,
    OpSpecConstantComposite = 51,
    OpFunction = 54,
    OpVariable = 59,
    OpDecorate = 71,
    OpMemberDecorate = 72,
};
constexpr std::uint32_t executionModeLocalSize = 17;
constexpr std::uint32_t decorationArrayStride = 6;
constexpr std::uint32_t dimensionBuffer = 5;
constexpr std::uint32_t sampledWithSampler = 1; // and so read-only

/// The fewest operands that an instruction has where it is looked at.
std::size_t operandsMin(std::uint32_t operation)
{
    switch (operation) {
    case OpExecutionMode:
    case OpTypeInt:
    case OpTypeFloat:
    case OpDecorate:
        return 2;
    case OpTypeStruct:
        return 1;
    case OpTypeImage:
        return 8;
    case OpTypeVector:
    case OpTypeArray:
    case OpTypePointer:
    case OpConstant:
    case OpSpecConstant:
    case OpConstantComposite:
    case OpSpecConstantComposite:
    case OpVariable:
    case OpMemberDecorate:
        return 3;
    default:
        return 0;
    }
}

template <class Map, class Key>
std::optional<std::uint32_t> lookUp(const Map& map, const Key& key)
{
    const auto found = map.find(key);
    return found == map.end() ? std::nullopt : std::optional<std::uint32_t>(found->second);
}

} // namespace

Result<SpirvModule> SpirvModule::parse(std::span<const std::uint32_t> words)
{
    if (words.size() < headerWords || words[0] != magic) {
        return core::fail(core::ErrorCode::Internal, "A kernel's words are no SPIR-V.");
    }
    SpirvModule module;
    for (std::size_t at = headerWords; at < words.size();) {
        const std::uint32_t operation = words[at] & 0xFFFFU;
        const std::size_t length = words[at] >> 16U;
        if (operation == OpFunction) {
            break;
        }
        if (length < 1 + operandsMin(operation) || length > words.size() - at) {
            return core::fail(core::ErrorCode::Internal, "A kernel's words are cut.");
        }
        module.enter(operation, words.subspan(at + 1, length - 1));
        at += length;
    }
    return module;
}

void SpirvModule::enter(std::uint32_t operation, std::span<const std::uint32_t> operands)
{
    switch (operation) {
    case OpExecutionMode:
        if (operands[1] == executionModeLocalSize && operands.size() == 5) {
            std::copy_n(operands.begin() + 2, 3, m_localSize.begin());
        }
        break;
    case OpConstant:
    case OpSpecConstant:
        m_constants[operands[1]] = operands[2];
        break;
    case OpConstantComposite:
    case OpSpecConstantComposite:
        m_composites[operands[1]].assign(operands.begin() + 2, operands.end());
        break;
    case OpVariable:
        m_variables.push_back({.id = operands[1],
            .storageClass = operands[2],
            .pointeeType = lookUp(m_pointees, operands[0]).value_or(0)});
        break;
    case OpDecorate:
        m_decorations[{operands[0], operands[1]}] = operands.size() > 2 ? operands[2] : 0;
        break;
    case OpMemberDecorate:
        m_memberDecorations[{operands[0], operands[1], operands[2]}] =
            operands.size() > 3 ? operands[3] : 0;
        break;
    default:
        enterType(operation, operands);
    }
}

void SpirvModule::enterType(std::uint32_t operation, std::span<const std::uint32_t> operands)
{
    switch (operation) {
    case OpTypeInt:
    case OpTypeFloat:
        m_sizes[operands[0]] = operands[1] / 8;
        break;
    case OpTypeVector:
        m_sizes[operands[0]] = lookUp(m_sizes, operands[1]).value_or(0) * operands[2];
        break;
    case OpTypeArray: // its decorations stand before it
        m_sizes[operands[0]] = decoration(operands[0], decorationArrayStride).value_or(0)
            * constant(operands[2]).value_or(0);
        break;
    case OpTypeStruct:
        m_structs[operands[0]].memberTypes.assign(operands.begin() + 1, operands.end());
        break;
    case OpTypeImage:
        if (operands[2] == dimensionBuffer && operands[6] == sampledWithSampler) {
            m_texels.insert(operands[0]);
        }
        break;
    case OpTypePointer:
        m_pointees[operands[0]] = operands[2];
        break;
    default:
        break;
    }
}

std::optional<std::uint32_t> SpirvModule::decoration(
    std::uint32_t id, std::uint32_t decoration) const
{
    return lookUp(m_decorations, std::pair(id, decoration));
}

std::optional<std::uint32_t> SpirvModule::memberDecoration(
    std::uint32_t type, std::uint32_t member, std::uint32_t decoration) const
{
    return lookUp(m_memberDecorations, std::tuple(type, member, decoration));
}

std::vector<std::uint32_t> SpirvModule::values(std::uint32_t decoration) const
{
    std::vector<std::uint32_t> all;
    for (const auto& [key, value] : m_decorations) {
        if (key.second == decoration) {
            all.push_back(value);
        }
    }
    return all;
}

std::optional<std::uint32_t> SpirvModule::idDecoratedWith(
    std::uint32_t decoration, std::uint32_t value) const
{
    for (const auto& [key, found] : m_decorations) {
        if (key.second == decoration && found == value) {
            return key.first;
        }
    }
    return std::nullopt;
}

const SpirvStruct* SpirvModule::structOf(std::uint32_t type) const
{
    const auto found = m_structs.find(type);
    return found == m_structs.end() ? nullptr : &found->second;
}

std::optional<std::uint32_t> SpirvModule::constant(std::uint32_t id) const
{
    return lookUp(m_constants, id);
}

std::vector<std::uint32_t> SpirvModule::composite(std::uint32_t id) const
{
    const auto found = m_composites.find(id);
    return found == m_composites.end() ? std::vector<std::uint32_t>{} : found->second;
}

std::optional<std::uint32_t> SpirvModule::sizeBytes(std::uint32_t type) const
{
    const auto size = lookUp(m_sizes, type);
    return size == 0U ? std::nullopt : size;
}

} // namespace inference
