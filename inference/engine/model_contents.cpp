// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/model_contents.h"

#include "core/text/utf8.h"

namespace inference {

using core::Result;

namespace {

template <class T>
const T* valueOf(const GgufFile& file, std::string_view key)
{
    const Value* value = file.find(key);
    return value != nullptr ? std::get_if<T>(&value->data) : nullptr;
}

Result<std::shared_ptr<const Tokenizer>> readTokenizer(const GgufFile& file)
{
    return std::shared_ptr<const Tokenizer>(TRY(Tokenizer::create(file)));
}

/// Sentence-piece vocabularies begin a text with a space unless the file says otherwise.
TextStart readTextStart(const GgufFile& file)
{
    const auto* kind = valueOf<std::string>(file, "tokenizer.ggml.model");
    const auto* adds = valueOf<bool>(file, "tokenizer.ggml.add_space_prefix");
    const bool addsByKind = kind != nullptr && *kind == "llama";
    return (adds != nullptr ? *adds : addsByKind) ? TextStart::AddsSpace : TextStart::AddsNothing;
}

} // namespace

Result<ModelContents> readModelContents(const std::filesystem::path& file)
{
    const GgufFile gguf = TRY(GgufFile::open(file));
    LlamaModel model = TRY(LlamaModel::fromGguf(gguf));
    ModelContents contents{
        .model = std::make_shared<const LlamaModel>(std::move(model)),
        .tokenizer = readTokenizer(gguf),
        .chatTemplate = {},
        .textStart = readTextStart(gguf),
        .name = core::replaceInvalidUtf8(file.stem().string()),
        .fileBytes = static_cast<std::int64_t>(gguf.sizeBytes()),
    };
    if (const auto* text = valueOf<std::string>(gguf, "tokenizer.chat_template")) {
        contents.chatTemplate = *text;
    }
    return contents;
}

} // namespace inference
