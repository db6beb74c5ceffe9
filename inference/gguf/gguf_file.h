// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "inference/gguf/gguf_header.h"
#include "inference/gguf/mapped_file.h"
#include "inference/gguf/tensor_info.h"
#include "inference/gguf/value.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace inference {

/// A GGUF file of version 2 or 3 (format: ggml's docs/gguf.md), mapped and checked. Nothing in it
/// is trusted: every length is bounded by the bytes left before anything is allocated, sums and
/// products are checked, every tensor lies inside the file and overlaps no other.
/// Errors carry a detail code (E_TRUNCATED, E_COUNT, …), the field path and the byte offset.
/// Thread rule: immutable after open; may be read from any thread.
class GgufFile {
public:
    /// Opens a regular file. NotFound, Denied, Corrupt or Unsupported otherwise.
    static core::Result<GgufFile> open(const std::filesystem::path& path);

    [[nodiscard]] std::uint32_t version() const { return m_header.version; }
    [[nodiscard]] std::uint64_t alignment() const { return m_header.alignment; }
    [[nodiscard]] std::uint64_t sizeBytes() const { return m_file->size(); }
    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }

    /// All key-value pairs and tensors in the order of the file.
    [[nodiscard]] const std::vector<MetadataEntry>& metadata() const { return m_header.metadata; }
    [[nodiscard]] const std::vector<TensorInfo>& tensors() const { return m_header.tensors; }

    /// The value of a key, or nullptr. Constant time.
    [[nodiscard]] const Value* find(std::string_view key) const;

    /// A tensor by name, or nullptr. Constant time.
    [[nodiscard]] const TensorInfo* findTensor(std::string_view name) const;

    /// The path of a key in errors: "kv[3].general.name"; the key alone when it is not there.
    [[nodiscard]] std::string fieldOf(std::string_view key) const;

    /// The bytes of a tensor, inside the mapping: valid while any copy of mapping() lives.
    [[nodiscard]] std::span<const std::uint8_t> bytes(const TensorInfo& tensor) const;

    /// The mapping, to be kept alive by whoever uses tensor bytes.
    [[nodiscard]] std::shared_ptr<const MappedFile> mapping() const { return m_file; }

private:
    std::filesystem::path m_path;
    std::shared_ptr<const MappedFile> m_file;
    GgufHeader m_header;
};

} // namespace inference
