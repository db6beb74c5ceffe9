// SPDX-License-Identifier: Apache-2.0
#include "inference/tokenizer/tokenizer_base.h"

#include <array>

namespace inference {

namespace {

/// Names under which models end an answer; files often name only one of theirs by id.
constexpr std::array<std::string_view, 12> endNames{"</s>", "<|eot_id|>", "<|eom_id|>",
    "<|end_of_text|>", "<|endoftext|>", "<|im_end|>", "<|end|>", "<|return|>", "<|call|>",
    "<end_of_turn>", "<EOT>", "<|END_OF_TURN_TOKEN|>"};

} // namespace

TokenizerBase::TokenizerBase(Vocabulary vocabulary, Customs customs)
    : m_vocabulary(std::move(vocabulary))
    , m_specialTokens(m_vocabulary)
    , m_customs(customs)
{
    for (const auto& id : {m_vocabulary.eos, m_vocabulary.eot}) {
        if (id) {
            m_endOfText.insert(*id);
        }
    }
    for (const std::string_view name : endNames) {
        const auto id = m_vocabulary.find(name);
        const TokenKind kind = id ? m_vocabulary.kind(*id) : TokenKind::Undefined;
        if (kind == TokenKind::Control || kind == TokenKind::UserDefined) {
            m_endOfText.insert(*id);
        }
    }
}

std::string TokenizerBase::decode(const std::vector<TokenId>& ids) const
{
    std::string out;
    for (const TokenId id : ids) {
        out += piece(id);
    }
    return out;
}

std::string_view TokenizerBase::tokenText(TokenId id) const
{
    return m_vocabulary.text(id);
}

std::int32_t TokenizerBase::vocabularySize() const
{
    return static_cast<std::int32_t>(m_vocabulary.tokens.size());
}

bool TokenizerBase::addBos() const
{
    return m_vocabulary.bos.has_value() && m_vocabulary.addBos.value_or(m_customs.addBos);
}

bool TokenizerBase::addEos() const
{
    return m_vocabulary.eos.has_value() && m_vocabulary.addEos.value_or(m_customs.addEos);
}

bool TokenizerBase::isEndOfText(TokenId id) const
{
    return m_endOfText.contains(id);
}

bool TokenizerBase::isControl(TokenId id) const
{
    const TokenKind kind = m_vocabulary.kind(id);
    return kind == TokenKind::Control || kind == TokenKind::Unknown;
}

bool TokenizerBase::isUserDefined(TokenId id) const
{
    return m_vocabulary.kind(id) == TokenKind::UserDefined;
}

} // namespace inference
