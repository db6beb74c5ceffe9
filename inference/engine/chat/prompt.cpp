// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/chat/prompt.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace inference {

Prompt& Prompt::text(std::string_view words)
{
    if (words.empty()) {
        return *this;
    }
    if (m_parts.empty() || m_parts.back().kind != Kind::Text) {
        m_parts.push_back({Kind::Text, {}, {}});
    }
    m_parts.back().text += words;
    return *this;
}

Prompt& Prompt::letters(std::string_view words)
{
    m_parts.push_back({Kind::Letters, std::string(words), {}});
    return *this;
}

Prompt& Prompt::cut()
{
    m_parts.push_back({Kind::Text, {}, {}});
    return *this;
}

Prompt& Prompt::marker(TokenId id)
{
    m_parts.push_back({Kind::Marker, {}, {id}});
    return *this;
}

Prompt& Prompt::tokens(std::span<const TokenId> ids)
{
    m_parts.push_back({Kind::Tokens, {}, std::vector<TokenId>(ids.begin(), ids.end())});
    return *this;
}

std::vector<TokenId> Prompt::encode(
    const Tokenizer& tokenizer, std::vector<NumericClass>* classes) const
{
    std::vector<TokenId> all;
    for (const Part& part : m_parts) {
        all.insert(all.end(), part.ids.begin(), part.ids.end());
        if (!part.text.empty()) {
            const std::vector<TokenId> ids = tokenizer.encode(part.text,
                part.kind == Kind::Letters ? SpecialTokens::Never : SpecialTokens::AsText);
            all.insert(all.end(), ids.begin(), ids.end());
        }
        if (classes != nullptr) {
            const bool isGenerated = part.kind == Kind::Tokens;
            classes->resize(all.size(), isGenerated ? NumericClass::Decode : NumericClass::Prefill);
        }
    }
    return all;
}

std::string Prompt::spelled(const Tokenizer& tokenizer) const
{
    std::string all;
    for (const Part& part : m_parts) {
        if (part.kind == Kind::Marker) {
            all += fmt::format("‹{}›", tokenizer.tokenText(part.ids.front()));
        } else {
            all += part.kind == Kind::Tokens ? fmt::format("[{}]", fmt::join(part.ids, " "))
                                             : part.text;
        }
    }
    return all;
}

} // namespace inference
