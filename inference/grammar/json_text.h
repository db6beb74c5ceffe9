// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/grammar/grammar_builder.h"

#include <optional>
#include <string>
#include <string_view>

namespace inference {

/// The rules of JSON text that every schema needs. White space is compact: a single space may
/// stand behind ':' and ',', as models were taught by either way of writing, and nowhere else, so
/// that none can fill an answer with it.
/// Thread rule: one owner. Borrows the builder.
class JsonText {
public:
    using NodeId = Grammar::NodeId;
    using RuleId = Grammar::RuleId;

    explicit JsonText(GrammarBuilder& builder)
        : m_builder(builder)
    {
    }

    /// A text between quotes, each character in any of its JSON spellings; surrogates in pairs.
    RuleId anyString();

    /// One character of such a text.
    RuleId anyCharacter();

    /// A character of the set in the one spelling that writers of JSON have for it: as it is, or
    /// behind a backslash (RFC 8259, section 7) where it must.
    void character(NodeId from, const core::schema::CodePointSet& set, NodeId to);

    /// ':' or ',' and perhaps a space.
    void separator(NodeId from, char sign, NodeId to);

private:
    RuleId escapedCharacter();
    void layEscapes(NodeId from, const core::schema::CodePointSet& set, NodeId to);
    void layAnyCharacter(NodeId from, NodeId to);
    void hexDigits(NodeId from, int count, NodeId to);
    void escapedCodeUnits(NodeId from, NodeId to);

    GrammarBuilder& m_builder;
    std::optional<RuleId> m_anyString;
    std::optional<RuleId> m_anyCharacter;
    std::optional<RuleId> m_escapedCharacter;
};

/// A text as a JSON string with the quotes, in the spelling of JsonText::character.
std::string jsonLiteral(std::string_view text);

} // namespace inference
