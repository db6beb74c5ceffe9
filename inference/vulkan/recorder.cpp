// SPDX-License-Identifier: Apache-2.0
#include "inference/vulkan/recorder.h"

#include <fmt/format.h>

namespace inference {

using core::ErrorCode;
using core::fail;
using core::Result;

namespace {

constexpr std::uint64_t wordBytes = 4;
constexpr std::uint64_t indirectBytes = sizeof(VkDispatchIndirectCommand);

/// The most bytes of a binding and what its offset must be a multiple of.
struct BindingLimits {
    std::uint64_t bytesMax = 0;
    std::uint64_t alignmentBytes = 1;
};

BindingLimits limitsOf(const DeviceCapabilities& can, const KernelBinding& binding)
{
    if (binding.isTexels) {
        return {std::uint64_t{can.texelsMax} * texelBytes, can.texelAlignmentBytes};
    }
    return binding.isUniform ? BindingLimits{can.uniformBufferBytesMax, can.uniformAlignmentBytes}
                             : BindingLimits{can.storageBufferBytesMax, can.storageAlignmentBytes};
}

Result<void> checkBinding(const DeviceCapabilities& can, const BufferSlice& slice,
    const KernelBinding& binding, const std::string& where)
{
    const auto [most, step] = limitsOf(can, binding);
    if (slice.buffer == VK_NULL_HANDLE || slice.sizeBytes == 0) {
        return fail(ErrorCode::Internal, fmt::format("{} is given no bytes.", where));
    }
    if (slice.sizeBytes > most) {
        return fail(ErrorCode::LimitReached,
            fmt::format("{} is given {} bytes; {} binds at most {}.", where, slice.sizeBytes,
                can.name, most));
    }
    if (slice.offsetBytes % step != 0) {
        return fail(ErrorCode::Internal,
            fmt::format("{} starts at byte {}; it must be a multiple of {}.", where,
                slice.offsetBytes, step));
    }
    return {};
}

} // namespace

Result<void> Recorder::checkBindings(const Pipeline& pipeline,
    std::span<const BufferSlice> bindings, std::span<const std::byte> pushConstants) const
{
    const KernelInterface& interface = pipeline.interface;
    if (bindings.size() != interface.bindings.size()
        || pushConstants.size() != interface.pushConstantBytes)
    {
        return fail(ErrorCode::Internal,
            fmt::format("The kernel '{}' was given {} buffers and {} bytes of push constants; it "
                        "has {} and {}.",
                pipeline.name, bindings.size(), pushConstants.size(), interface.bindings.size(),
                interface.pushConstantBytes));
    }
    for (std::size_t i = 0; i < bindings.size(); ++i) {
        TRY(checkBinding(m_device.can(), bindings[i], interface.bindings[i],
            fmt::format("Binding {} of the kernel '{}'", i, pipeline.name)));
    }
    return {};
}

Result<void> Recorder::checkGroups(const Pipeline& pipeline, const Groups& groups) const
{
    const auto& most = m_device.can().groupCountMax;
    if (groups.x == 0 || groups.y == 0 || groups.z == 0 || groups.x > most[0] || groups.y > most[1]
        || groups.z > most[2])
    {
        return fail(ErrorCode::LimitReached,
            fmt::format("The kernel '{}' was to run in {} x {} x {} workgroups; {} allows 1 to {}, "
                        "{} and {}.",
                pipeline.name, groups.x, groups.y, groups.z, m_device.can().name, most[0], most[1],
                most[2]));
    }
    return {};
}

Result<void> Recorder::dispatch(const Pipeline& pipeline, std::span<const BufferSlice> bindings,
    std::span<const std::byte> pushConstants, Groups groups)
{
    TRY(checkBindings(pipeline, bindings, pushConstants));
    TRY(checkGroups(pipeline, groups));
    add({.pipeline = &pipeline,
        .bindings = {bindings.begin(), bindings.end()},
        .pushConstants = {pushConstants.begin(), pushConstants.end()},
        .groups = groups});
    return {};
}

Result<void> Recorder::dispatchIndirect(const Pipeline& pipeline,
    std::span<const BufferSlice> bindings, std::span<const std::byte> pushConstants,
    const BufferSlice& groups)
{
    TRY(checkBindings(pipeline, bindings, pushConstants));
    if (groups.sizeBytes < indirectBytes || groups.offsetBytes % wordBytes != 0) {
        return fail(ErrorCode::Internal,
            fmt::format(
                "The group counts of '{}' are {} bytes at {}; they must be {} at a multiple "
                "of {}.",
                pipeline.name, groups.sizeBytes, groups.offsetBytes, indirectBytes, wordBytes));
    }
    add({.pipeline = &pipeline,
        .bindings = {bindings.begin(), bindings.end()},
        .pushConstants = {pushConstants.begin(), pushConstants.end()},
        .groups = groups.part(0, indirectBytes)});
    return {};
}

void Recorder::add(RecordedDispatch dispatch)
{
    std::vector<SliceAccess> accesses;
    for (std::size_t i = 0; i < dispatch.bindings.size(); ++i) {
        const KernelBinding& binding = dispatch.pipeline->interface.bindings[i];
        accesses.push_back({.slice = dispatch.bindings[i],
            .isRead = binding.isRead,
            .isWritten = binding.isWritten});
    }
    if (const auto* groups = std::get_if<BufferSlice>(&dispatch.groups)) {
        accesses.push_back({.slice = *groups, .isRead = true});
    }
    add(std::move(dispatch), accesses);
}

void Recorder::add(RecordedCommand command, std::span<const SliceAccess> accesses)
{
    m_steps.push_back({.command = std::move(command), .needsBarrier = m_hazards.enter(accesses)});
}

Result<void> Recorder::copy(const BufferSlice& from, const BufferSlice& to)
{
    if (from.sizeBytes != to.sizeBytes || from.sizeBytes == 0 || from.overlaps(to)) {
        return fail(ErrorCode::Internal,
            fmt::format("A copy of {} bytes to {} bytes: the sizes must be equal, not 0, and the "
                        "slices apart.",
                from.sizeBytes, to.sizeBytes));
    }
    const std::array<SliceAccess, 2> accesses{
        SliceAccess{.slice = from, .isRead = true}, SliceAccess{.slice = to, .isWritten = true}};
    add(RecordedCopy{.from = from, .to = to}, accesses);
    return {};
}

Result<void> Recorder::fill(const BufferSlice& slice, std::uint32_t word)
{
    if (slice.offsetBytes % wordBytes != 0 || slice.sizeBytes % wordBytes != 0
        || slice.sizeBytes == 0) {
        return fail(ErrorCode::Internal,
            fmt::format("{} bytes at {} cannot be filled: both must be multiples of {}.",
                slice.sizeBytes, slice.offsetBytes, wordBytes));
    }
    const std::array<SliceAccess, 1> accesses{SliceAccess{.slice = slice, .isWritten = true}};
    add(RecordedFill{.slice = slice, .word = word}, accesses);
    return {};
}

void Recorder::mark(std::string label)
{
    const std::size_t begin = m_pieces.empty() ? 0 : m_pieces.back().endStep;
    if (m_steps.size() > begin) { // an empty piece would be an empty submit
        m_pieces.push_back({.endStep = m_steps.size(), .label = std::move(label)});
    }
}

Result<Recording> Recorder::finish() &&
{
    mark("end");
    return recordCommands(m_device, m_steps, m_pieces);
}

} // namespace inference
