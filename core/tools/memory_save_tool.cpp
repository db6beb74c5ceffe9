// SPDX-License-Identifier: Apache-2.0
#include "core/tools/memory_tools.h"

#include "core/memory/record_store.h"
#include "core/text/utf8.h"
#include "core/tools/tool_text.h"

#include <fmt/format.h>

namespace core {

namespace {

class MemorySaveTool final : public Tool {
public:
    MemorySaveTool(Store& store, Clock& clock, IdSource& ids)
        : m_records(store, clock, ids)
    {
        m_declaration.name = "memory_save";
        m_declaration.description =
            "Keeps a fact beyond this conversation. One self-contained sentence is best.";
        m_declaration.parameters = objectSchema(
            {{"text",
                 {{"type", "string"}, {"maxLength", recordTextBytesMax},
                     {"description", "What to remember."}}},
                {"kind",
                    {{"type", "string"},
                        {"enum", {"semantic", "episodic", "procedural", "preference"}},
                        {"description",
                            "semantic: a fact (the default); episodic: an event; procedural: how "
                            "to do something; preference: what the person likes."}}}},
            {"text"});
    }

    [[nodiscard]] const ToolDeclaration& declaration() const override { return m_declaration; }
    [[nodiscard]] ToolEffect effect() const override { return ToolEffect::Transactional; }

    Result<ToolOutcome> commit(Database& database, std::int64_t change, const Json& arguments,
        const ToolContext& context) override
    {
        NewRecord record;
        record.text = TRY(requiredString(arguments, "text"));
        record.kind = TRY(parseRecordKind(arguments.value("kind", std::string("semantic"))));
        record.trust = context.callLabel;
        record.branchKey = context.branchKey;
        record.actor = fmt::format("agent:{}", context.agent.text());
        record.sources.push_back({.kind = SourceKind::Item,
            .reference = context.callItem.text(),
            .quote = std::string(clipUtf8(record.text, sourceQuoteBytesMax)),
            .item = context.callItem});
        const auto saved = TRY(m_records.add(database, context.agentKey, change, record));
        const bool waits = saved.state == RecordState::Quarantine;
        return ToolOutcome{.text = waits
                ? "Saved. It is used once a person releases it, since its sources are not trusted."
                : "Saved.",
            .label = toolLabel(m_declaration.name)};
    }

private:
    RecordStore m_records;
    ToolDeclaration m_declaration;
};

} // namespace

std::unique_ptr<Tool> makeMemorySaveTool(Store& store, Clock& clock, IdSource& ids)
{
    return std::make_unique<MemorySaveTool>(store, clock, ids);
}

} // namespace core
