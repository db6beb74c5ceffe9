// SPDX-License-Identifier: Apache-2.0
#include "tests/inference/plan/llama_file.h"

#include <algorithm>

namespace inference::testing {

LlamaFile::LlamaFile()
{
    text("general.architecture", "llama").u32("llama.block_count", 2);
    u32("llama.context_length", 128).u32("llama.embedding_length", 64);
    u32("llama.feed_forward_length", 96).u32("llama.attention.head_count", 4);
    u32("llama.attention.head_count_kv", 2);
    f32("llama.attention.layer_norm_rms_epsilon", 1e-5F);
    tensor("token_embd.weight", {.shape = {64, 32}}).tensor("output.weight", {.shape = {64, 32}});
    tensor("output_norm.weight", {.shape = {64}});
    for (const std::string block : {"blk.0.", "blk.1."}) {
        tensor(block + "attn_norm.weight", {.shape = {64}});
        tensor(block + "attn_q.weight", {.shape = {64, 64}});
        tensor(block + "attn_k.weight", {.shape = {64, 32}});
        tensor(block + "attn_v.weight", {.shape = {64, 32}});
        tensor(block + "attn_output.weight", {.shape = {64, 64}});
        tensor(block + "ffn_norm.weight", {.shape = {64}});
        tensor(block + "ffn_gate.weight", {.shape = {64, 96}});
        tensor(block + "ffn_up.weight", {.shape = {64, 96}});
        tensor(block + "ffn_down.weight", {.shape = {96, 64}});
    }
}

LlamaFile& LlamaFile::set(const std::string& key, Key write)
{
    m_keys[key] = std::move(write);
    return *this;
}

LlamaFile& LlamaFile::u32(const std::string& key, std::uint32_t value)
{
    return set(
        key, [value](GgufWriter& writer, const std::string& name) { writer.u32(name, value); });
}

LlamaFile& LlamaFile::f32(const std::string& key, float value)
{
    return set(
        key, [value](GgufWriter& writer, const std::string& name) { writer.f32(name, value); });
}

LlamaFile& LlamaFile::text(const std::string& key, const std::string& value)
{
    return set(
        key, [value](GgufWriter& writer, const std::string& name) { writer.text(name, value); });
}

LlamaFile& LlamaFile::drop(const std::string& key)
{
    m_keys.erase(key);
    return *this;
}

LlamaFile& LlamaFile::tensor(const std::string& name, Tensor tensor)
{
    m_tensors[name] = std::move(tensor);
    return *this;
}

LlamaFile& LlamaFile::dropTensor(const std::string& name)
{
    m_tensors.erase(name);
    return *this;
}

LlamaFile& LlamaFile::fill(float value)
{
    m_fill = value;
    return *this;
}

std::filesystem::path LlamaFile::write(const std::filesystem::path& folder) const
{
    GgufWriter writer;
    for (const auto& [key, write] : m_keys) {
        write(writer, key);
    }
    for (const auto& [name, tensor] : m_tensors) {
        writer.tensor(name, tensor.type, tensor.shape,
            [fill = m_fill](std::uint64_t, std::span<float> values) {
                std::fill(values.begin(), values.end(), fill);
            });
    }
    const std::filesystem::path path = folder / "llama.gguf";
    return writer.write(path) ? path : std::filesystem::path();
}

} // namespace inference::testing
