// SPDX-License-Identifier: Apache-2.0
#include "inference/gguf/gguf_file.h"

#include "inference/gguf/byte_cursor.h"

namespace inference {

using core::Result;

Result<GgufFile> GgufFile::open(const std::filesystem::path& path)
{
    GgufFile file;
    file.m_path = path;
    file.m_file = TRY(MappedFile::open(path));
    auto header = readGgufHeader(file.m_file->bytes());
    // A file that changed under the reader explains every other finding.
    TRY(file.m_file->checkUnchanged());
    file.m_header = TRY(std::move(header));
    return file;
}

const Value* GgufFile::find(std::string_view key) const
{
    const auto found = m_header.metadataIndex.find(key);
    return found == m_header.metadataIndex.end() ? nullptr
                                                 : &m_header.metadata[found->second].value;
}

const TensorInfo* GgufFile::findTensor(std::string_view name) const
{
    const auto found = m_header.tensorIndex.find(name);
    return found == m_header.tensorIndex.end() ? nullptr : &m_header.tensors[found->second];
}

std::string GgufFile::fieldOf(std::string_view key) const
{
    const auto found = m_header.metadataIndex.find(key);
    return found == m_header.metadataIndex.end()
        ? std::string(key)
        : FieldPath{.list = "kv", .index = found->second, .member = key}.text();
}

std::span<const std::uint8_t> GgufFile::bytes(const TensorInfo& tensor) const
{
    return m_file->bytes().subspan(tensor.offset, tensor.sizeBytes);
}

} // namespace inference
