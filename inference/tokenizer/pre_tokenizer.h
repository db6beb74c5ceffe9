// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string_view>

namespace inference {

/// How text is cut into words before byte pairs are merged, each a published regular expression:
///
/// Gpt2    's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
/// Digits  as Gpt2, but every number character is cut out by itself first
/// Llama3  (?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}|
///         ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+
/// Qwen2   as Llama3 with \p{N} for \p{N}{1,3}
enum class WordRule { Gpt2, Digits, Llama3, Qwen2 };

/// The rule that a file means by `tokenizer.ggml.pre`; nothing for a name that is not known.
std::optional<WordRule> wordRuleOf(std::string_view preTokenizer);

/// Calls `onWord` with each word of the text in order; together they are the whole text.
/// Linear in the length of the text.
void splitWords(
    std::string_view text, WordRule rule, const std::function<void(std::string_view)>& onWord);

} // namespace inference
