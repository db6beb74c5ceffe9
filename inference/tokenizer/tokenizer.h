// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "inference/gguf/gguf_file.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace inference {

using TokenId = std::int32_t;

/// Whether the text of control tokens such as "</s>" inside a text means the token or its letters.
/// Text from people, files and tools is always AsText: it must not be able to end a message. With
/// Never even user-defined tokens, which are part of ordinary text, are only letters.
enum class SpecialTokens { AsText, Parse, Never };

/// Turns text into token ids and back, exactly as the model was trained.
/// Thread rule: immutable after create; may be used from any thread.
class Tokenizer {
public:
    /// The tokenizer that `tokenizer.ggml.model` names. Corrupt with E_TYPE, E_LENGTH, E_RANGE,
    /// E_TOKEN, E_TOKEN_ID, E_MERGE for a vocabulary that does not hold together, Unsupported with
    /// E_TOKENIZER for a model or pre-tokenizer that this version cannot do.
    static core::Result<std::unique_ptr<Tokenizer>> create(const GgufFile& file);

    virtual ~Tokenizer() = default;

    /// The ids of a text. Adds no begin or end tokens: see addBos(). Bytes that are no UTF-8 are
    /// encoded too. Time grows with the length of the text times its logarithm.
    [[nodiscard]] virtual std::vector<TokenId> encode(
        std::string_view text, SpecialTokens special) const = 0;

    /// The bytes that a token stands for in text: a byte token gives its byte, the sentence-piece
    /// space a space, a control token nothing. Empty for an id outside the vocabulary. Pieces may
    /// end inside a UTF-8 sequence: see text_stream.h.
    [[nodiscard]] virtual std::string piece(TokenId id) const = 0;

    /// The bytes of all pieces, without the space that encoding put before the first word.
    [[nodiscard]] virtual std::string decode(const std::vector<TokenId>& ids) const = 0;

    /// The token as it stands in the vocabulary, control tokens included ("</s>").
    [[nodiscard]] virtual std::string_view tokenText(TokenId id) const = 0;

    [[nodiscard]] virtual std::int32_t vocabularySize() const = 0;
    [[nodiscard]] virtual std::optional<TokenId> bos() const = 0;
    [[nodiscard]] virtual std::optional<TokenId> eos() const = 0;
    [[nodiscard]] virtual std::optional<TokenId> eot() const = 0;
    [[nodiscard]] virtual std::optional<TokenId> unknown() const = 0;

    /// Whether a context begins with bos() or ends with eos(), by the file or the model's custom.
    [[nodiscard]] virtual bool addBos() const = 0;
    [[nodiscard]] virtual bool addEos() const = 0;

    /// True for eos, eot and every other token at which generation ends.
    [[nodiscard]] virtual bool isEndOfText(TokenId id) const = 0;

    /// True for tokens that steer the model and are no text.
    [[nodiscard]] virtual bool isControl(TokenId id) const = 0;

    /// True for tokens that are taken whole out of a text although they are no control tokens.
    [[nodiscard]] virtual bool isUserDefined(TokenId id) const = 0;
};

} // namespace inference
