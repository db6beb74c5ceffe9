// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "inference/gguf/gguf_file.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace inference {

/// Reads one architecture's numbers out of a model file's metadata. Keys are given without the
/// architecture: "block_count" means "llama.block_count". Every number has bounds.
/// Errors: E_MISSING, E_TYPE, E_RANGE, with the field's path and byte offset.
/// Thread rule: a view; the file must outlive it.
class ParameterReader {
public:
    ParameterReader(const GgufFile& file, std::string_view architecture)
        : m_file(file)
        , m_architecture(architecture)
    {
    }

    /// A whole number from `minimum` to `maximum`. An array with one number a layer, as newer
    /// files have it, is taken when its length is `layers` and all of it is the same number.
    core::Result<std::int64_t> required(
        std::string_view key, std::int64_t minimum, std::int64_t maximum) const;
    core::Result<std::int64_t> optional(std::string_view key, std::int64_t minimum,
        std::int64_t maximum, std::int64_t otherwise) const;

    /// A finite number over 0 and at most `maximum`.
    core::Result<double> requiredPositive(std::string_view key, double maximum) const;
    core::Result<double> optionalPositive(
        std::string_view key, double maximum, double otherwise) const;

    core::Result<std::optional<std::string>> optionalText(std::string_view key) const;

    /// The value itself, or nullptr.
    [[nodiscard]] const Value* find(std::string_view key) const;

    /// How many layers an array must have items for; 0 allows no arrays.
    void setLayers(std::int64_t layers) { m_layers = layers; }

    /// An error at a key: Corrupt but for E_ARCH, which is Unsupported.
    [[nodiscard]] core::Error errorAt(
        std::string_view key, std::string detail, std::string message) const;

private:
    [[nodiscard]] std::string keyOf(std::string_view key) const;
    [[nodiscard]] core::Result<std::int64_t> wholeNumber(
        std::string_view key, const Value& value, std::int64_t minimum, std::int64_t maximum) const;
    [[nodiscard]] core::Result<std::int64_t> uniformArray(
        std::string_view key, const Value& value, std::int64_t minimum, std::int64_t maximum) const;

    const GgufFile& m_file;
    std::string m_architecture;
    std::int64_t m_layers = 0;
};

} // namespace inference
