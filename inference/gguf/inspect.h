// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/text/json.h"

#include <filesystem>

namespace inference {

/// The facts of a model file, as `holdfast models inspect --json` prints them. Works for files
/// that hold only a vocabulary and for architectures that no backend runs. Errors are those of
/// GgufFile::open, of Tokenizer::create as far as they concern the vocabulary, E_MISSING when the
/// file names no architecture, E_TYPE for a number that is none, and for an architecture that is
/// known those of LlamaModel::fromGguf that mean a damaged file.
///
/// {path, size_bytes, version, alignment, architecture, name, license, parameters, quantization,
///  types: {"Q8_0": count}, context_length, layers, width, heads, kv_heads, head_size,
///  feed_forward, vocabulary, tokenizer, has_chat_template, tensors, metadata, supported,
///  unsupported_reason}
///
/// What the file does not say is null. Texts from the file are clipped and hold no control
/// characters (printable.h). `quantization` is the type that takes most bytes. `supported` says
/// whether a backend of this version can run the weights, `unsupported_reason` why not.
core::Result<core::Json> inspectGguf(const std::filesystem::path& path);

} // namespace inference
