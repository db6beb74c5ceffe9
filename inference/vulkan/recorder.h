// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/vulkan/hazards.h"
#include "inference/vulkan/pipeline.h"
#include "inference/vulkan/recorded_step.h"
#include "inference/vulkan/recording.h"

#include <initializer_list>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace inference {

/// Collects commands in order and makes a Recording of them. Barriers stand where a command touches
/// what one before it wrote, as the kernels' own `readonly` and `writeonly` say. All commands see
/// what the host wrote before the run, and the host sees all that they wrote after it.
///
///     Recorder recorder(device);
///     TRY(recorder.dispatch(*norm, {input, weights, normed}, NormPush{width}, {rows}));
///     recorder.mark("layer 0"); // the recording may be cut into submits here
///     Recording recording = TRY(std::move(recorder).finish());
///
/// Errors of all functions are Internal (a kernel used against its interface, with what was given
/// and what it declares) or LimitReached (a binding or a dispatch beyond the device).
/// Thread rule: one owner.
class Recorder {
public:
    explicit Recorder(VulkanDevice& device)
        : m_device(device)
    {
    }

    /// Runs a kernel. `bindings[i]` goes to binding i. No group count may be 0.
    core::Result<void> dispatch(const Pipeline& pipeline, std::span<const BufferSlice> bindings,
        std::span<const std::byte> pushConstants, Groups groups);

    /// The same with the push constants as a struct, whose layout is that of the shader's block.
    template <class Push>
    core::Result<void> dispatch(const Pipeline& pipeline,
        std::initializer_list<BufferSlice> bindings, const Push& push, Groups groups)
    {
        static_assert(std::is_trivially_copyable_v<Push>);
        return dispatch(pipeline, std::span(bindings.begin(), bindings.size()),
            std::as_bytes(std::span(&push, 1)), groups);
    }
    core::Result<void> dispatch(
        const Pipeline& pipeline, std::initializer_list<BufferSlice> bindings, Groups groups)
    {
        return dispatch(pipeline, std::span(bindings.begin(), bindings.size()), {}, groups);
    }

    /// As dispatch, with the group counts read by the device from the first 12 bytes of `groups`
    /// (x, y, z as u32), which the host or an earlier kernel wrote. Counts may be 0.
    core::Result<void> dispatchIndirect(const Pipeline& pipeline,
        std::span<const BufferSlice> bindings, std::span<const std::byte> pushConstants,
        const BufferSlice& groups);

    /// Copies between buffers; the slices are of one size and do not overlap.
    core::Result<void> copy(const BufferSlice& from, const BufferSlice& to);

    /// Sets all 32-bit words of a slice; offset and size are multiples of 4.
    core::Result<void> fill(const BufferSlice& slice, std::uint32_t word);

    /// Ends a piece: here the recording may be cut into submits. The label names the piece in
    /// errors and measurements. Mark often: what lies between two marks cannot be interrupted.
    void mark(std::string label);

    /// Records everything. Commands after the last mark are a piece named "end".
    core::Result<Recording> finish() &&;

private:
    core::Result<void> checkBindings(const Pipeline& pipeline,
        std::span<const BufferSlice> bindings, std::span<const std::byte> pushConstants) const;
    core::Result<void> checkGroups(const Pipeline& pipeline, const Groups& groups) const;
    void add(RecordedDispatch dispatch);
    void add(RecordedCommand command, std::span<const SliceAccess> accesses);

    VulkanDevice& m_device;
    HazardTracker m_hazards;
    std::vector<RecordedStep> m_steps;
    std::vector<PieceMark> m_pieces;
};

} // namespace inference
