// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <tuple>
#include <vector>

namespace inference {

struct SpirvVariable {
    std::uint32_t id = 0;
    std::uint32_t storageClass = 0;
    std::uint32_t pointeeType = 0;
};

struct SpirvStruct {
    std::vector<std::uint32_t> memberTypes;
};

/// The declarations of a SPIR-V module, as far as a kernel's interface needs them: what stands
/// before the first function. Numbers are those of the SPIR-V specification.
/// Thread rule: immutable after construction.
class SpirvModule {
public:
    /// Internal when the words are cut or are no SPIR-V.
    static core::Result<SpirvModule> parse(std::span<const std::uint32_t> words);

    [[nodiscard]] const std::vector<SpirvVariable>& variables() const { return m_variables; }
    [[nodiscard]] const std::array<std::uint32_t, 3>& localSize() const { return m_localSize; }

    /// The first operand of a decoration (0 when it has none), or nothing when it is not there.
    [[nodiscard]] std::optional<std::uint32_t> decoration(
        std::uint32_t id, std::uint32_t decoration) const;
    [[nodiscard]] std::optional<std::uint32_t> memberDecoration(
        std::uint32_t type, std::uint32_t member, std::uint32_t decoration) const;

    /// The operands of all uses of a decoration.
    [[nodiscard]] std::vector<std::uint32_t> values(std::uint32_t decoration) const;
    [[nodiscard]] std::optional<std::uint32_t> idDecoratedWith(
        std::uint32_t decoration, std::uint32_t value) const;

    [[nodiscard]] const SpirvStruct* structOf(std::uint32_t type) const;
    /// Whether a type is a texel buffer that is only read (`utextureBuffer`).
    [[nodiscard]] bool isTexels(std::uint32_t type) const { return m_texels.contains(type); }
    /// The (default) value of a 32-bit constant.
    [[nodiscard]] std::optional<std::uint32_t> constant(std::uint32_t id) const;
    [[nodiscard]] std::vector<std::uint32_t> composite(std::uint32_t id) const;
    /// Bytes of a number, a vector or an array of them.
    [[nodiscard]] std::optional<std::uint32_t> sizeBytes(std::uint32_t type) const;

private:
    void enter(std::uint32_t operation, std::span<const std::uint32_t> operands);
    void enterType(std::uint32_t operation, std::span<const std::uint32_t> operands);

    std::vector<SpirvVariable> m_variables;
    std::array<std::uint32_t, 3> m_localSize{1, 1, 1};
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> m_decorations;
    std::map<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>, std::uint32_t>
        m_memberDecorations;
    std::map<std::uint32_t, std::uint32_t> m_pointees;
    std::map<std::uint32_t, SpirvStruct> m_structs;
    std::set<std::uint32_t> m_texels;
    std::map<std::uint32_t, std::uint32_t> m_constants;
    std::map<std::uint32_t, std::vector<std::uint32_t>> m_composites;
    std::map<std::uint32_t, std::uint32_t> m_sizes;
};

} // namespace inference
