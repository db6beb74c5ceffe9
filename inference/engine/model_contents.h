// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "inference/plan/llama_model.h"
#include "inference/tokenizer/tokenizer.h"

#include <filesystem>
#include <memory>
#include <string>

namespace inference {

/// Whether encoding a text puts a space before its first word.
enum class TextStart { AddsSpace, AddsNothing };

/// What a model file gives: where its weights lie and its way with text.
struct ModelContents {
    std::shared_ptr<const LlamaModel> model; ///< immutable, shared with backends
    /// Immutable; or the reason why there is none. Logits need no tokenizer.
    core::Result<std::shared_ptr<const Tokenizer>> tokenizer;
    std::string chatTemplate; ///< empty when the file has none
    TextStart textStart = TextStart::AddsNothing;
    std::string name; ///< the file's name without its ending
    std::int64_t fileBytes = 0;
};

/// Reads the header, checks parameters and tensors, makes the tokenizer. Reads no weights.
core::Result<ModelContents> readModelContents(const std::filesystem::path& file);

} // namespace inference
