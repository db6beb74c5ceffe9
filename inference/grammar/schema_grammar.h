// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/text/schema/schema.h"
#include "inference/grammar/grammar_builder.h"
#include "inference/grammar/json_text.h"

#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace inference {

/// Lays the rules of the JSON texts that a schema allows and that a model is to write:
/// properties in the schema's order, others behind them if the schema invites them; texts with a
/// pattern or format, names and constants in one spelling only; white space as JsonText has it.
/// Every text of the grammar is allowed by the schema once names in an object are different
/// (Grammar::needsUniqueKeys); not every text that the schema allows is in the grammar.
/// Borrows both. Thread rule: one owner.
class SchemaGrammar {
public:
    using NodeId = Grammar::NodeId;
    using RuleId = Grammar::RuleId;

    SchemaGrammar(const core::Schema& schema, GrammarBuilder& builder)
        : m_schema(schema)
        , m_builder(builder)
        , m_text(builder)
    {
    }

    /// The rule of what the schema's root allows.
    RuleId layRoot();

private:
    using SchemaNode = core::Schema::NodeId;

    RuleId ruleOf(SchemaNode id);
    void layNode(SchemaNode id);
    RuleId stringRule(const core::Schema::StringShape& shape);
    void layCounted(RuleId rule, const core::Schema::StringShape& shape);
    void layPattern(RuleId rule, const core::Schema::StringShape& shape);
    RuleId arrayRule(const core::Schema::ArrayShape& shape);
    RuleId objectRule(const core::Schema::ObjectShape& shape);
    void layOthers(
        const core::Schema::ObjectShape& shape, NodeId first, NodeId later, NodeId close);
    void layOtherName(const core::Schema::ObjectShape& shape, NodeId from, NodeId to);

    const core::Schema& m_schema;
    GrammarBuilder& m_builder;
    JsonText m_text;
    std::map<SchemaNode, RuleId> m_rules;
    std::vector<SchemaNode> m_open; ///< those whose rule is still empty
    std::map<std::tuple<std::uint64_t, std::uint64_t, const void*>, RuleId> m_strings;
    std::map<std::string, RuleId> m_numbers;
};

/// The grammar of one JSON value under a schema. A single space may stand before it: many models
/// were taught to begin with one. Errors: GrammarBuilder::build.
core::Result<Grammar> grammarOf(const core::Schema& schema, GrammarBuilder::Options options);

} // namespace inference
