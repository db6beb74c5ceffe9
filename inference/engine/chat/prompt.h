// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/backend/backend.h"
#include "inference/tokenizer/tokenizer.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace inference {

/// A prompt in pieces, before it is tokens. Words of people, files and tools go in as text, where
/// the spelling of a control token is only letters; what a template wrote to steer the model goes
/// in as markers; generated words go in as the tokens they were generated as.
/// Thread rule: one owner.
class Prompt {
public:
    /// Plain words. Neighbouring ones are tokenised as one text.
    Prompt& text(std::string_view words);

    /// Words in which not even a user-defined token is one.
    Prompt& letters(std::string_view words);

    /// What comes next is tokenised on its own.
    Prompt& cut();

    Prompt& marker(TokenId id);

    /// Tokens as they are.
    Prompt& tokens(std::span<const TokenId> ids);

    /// Everything as tokens, without begin and end tokens of the context. `classes`, when it is
    /// there, gets as many: Decode for tokens that went in as they were generated.
    [[nodiscard]] std::vector<TokenId> encode(
        const Tokenizer& tokenizer, std::vector<NumericClass>* classes = nullptr) const;

    /// Everything as letters, markers in ‹›, tokens as "[ids]": for tests and logs.
    [[nodiscard]] std::string spelled(const Tokenizer& tokenizer) const;

private:
    enum class Kind { Text, Letters, Marker, Tokens };
    struct Part {
        Kind kind;
        std::string text;
        std::vector<TokenId> ids;
    };
    std::vector<Part> m_parts;
};

} // namespace inference
