// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/inference/gguf/gguf_writer.h"

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace inference::testing {

/// A small, correct llama file in which single keys and tensors can be replaced or left out.
/// Width 64, 2 layers, 4 heads of 16, 2 KV heads, feed-forward 96, vocabulary 32, no tokenizer.
class LlamaFile {
public:
    /// Writes one key; nothing leaves it out.
    using Key = std::function<void(GgufWriter&, const std::string& key)>;

    struct Tensor {
        TensorType type = TensorType::F32;
        std::vector<std::uint64_t> shape;
    };

    LlamaFile();

    LlamaFile& set(const std::string& key, Key write);
    LlamaFile& u32(const std::string& key, std::uint32_t value);
    LlamaFile& f32(const std::string& key, float value);
    LlamaFile& text(const std::string& key, const std::string& value);
    LlamaFile& drop(const std::string& key);

    LlamaFile& tensor(const std::string& name, Tensor tensor);
    LlamaFile& dropTensor(const std::string& name);
    /// What all tensors are filled with.
    LlamaFile& fill(float value);

    [[nodiscard]] std::filesystem::path write(const std::filesystem::path& folder) const;

private:
    std::map<std::string, Key> m_keys;
    std::map<std::string, Tensor> m_tensors;
    float m_fill = 0.5F;
};

} // namespace inference::testing
