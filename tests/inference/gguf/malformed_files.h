// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace inference::testing {

/// A file that must be refused: what it is, its bytes, and the error that it must give.
struct MalformedFile {
    std::string name;
    std::vector<std::uint8_t> bytes;
    std::string detail;
    std::string field;
    std::optional<std::uint64_t> byteOffset = {}; ///< checked when given
};

/// Damaged headers, keys and values.
std::vector<MalformedFile> malformedMetadata();

/// Damaged tensor descriptions and data.
std::vector<MalformedFile> malformedTensors();

/// Vocabularies that do not hold together.
std::vector<MalformedFile> malformedVocabularies();

} // namespace inference::testing
