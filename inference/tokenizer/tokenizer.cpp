// SPDX-License-Identifier: Apache-2.0
#include "inference/tokenizer/tokenizer.h"

#include "inference/gguf/printable.h"
#include "inference/tokenizer/bpe_tokenizer.h"
#include "inference/tokenizer/spm_tokenizer.h"
#include "inference/tokenizer/word_piece_tokenizer.h"

#include <fmt/format.h>

namespace inference {

core::Result<std::unique_ptr<Tokenizer>> Tokenizer::create(const GgufFile& file)
{
    auto vocabulary = TRY(Vocabulary::read(file));
    if (vocabulary.model == "llama") {
        return SpmTokenizer::create(std::move(vocabulary));
    }
    if (vocabulary.model == "gpt2") {
        return BpeTokenizer::create(file, std::move(vocabulary));
    }
    if (vocabulary.model == "bert") {
        return WordPieceTokenizer::create(std::move(vocabulary));
    }
    return core::fail(core::Error{.code = core::ErrorCode::Unsupported,
        .message = fmt::format("The file needs the tokenizer \"{}\"; this version has \"llama\", "
                               "\"gpt2\" and \"bert\". Choose another model.",
            printable(vocabulary.model, 80)),
        .detail = "E_TOKENIZER",
        .field = file.fieldOf("tokenizer.ggml.model")});
}

} // namespace inference
