// SPDX-License-Identifier: Apache-2.0
#include "core/tools/memory_tools.h"

#include "core/memory/memory_view.h"
#include "core/memory/record_store.h"
#include "core/tools/tool_text.h"

#include <fmt/format.h>

namespace core {

namespace {

constexpr std::int64_t foundMax = 20;
constexpr std::int64_t foundDefault = 5;

class MemorySearchTool final : public Tool {
public:
    explicit MemorySearchTool(Store& store)
        : m_store(store)
    {
        m_declaration.name = "memory_search";
        m_declaration.description = "Finds what was kept with memory_save, by words.";
        m_declaration.parameters =
            objectSchema({{"query", {{"type", "string"}, {"description", "Words to look for."}}},
                             {"limit",
                                 {{"type", "integer"}, {"minimum", 1}, {"maximum", foundMax},
                                     {"description", "How many records at most; absent: 5."}}}},
                {"query"});
    }

    [[nodiscard]] const ToolDeclaration& declaration() const override { return m_declaration; }
    [[nodiscard]] ToolEffect effect() const override { return ToolEffect::Pure; }

    Result<ToolOutcome> run(const Json& arguments, const ToolContext& context) override
    {
        const auto query = TRY(requiredString(arguments, "query"));
        const auto limit = arguments.value("limit", foundDefault);
        const auto found =
            TRY(m_store.read([&](Database& database) -> Result<std::vector<FoundRecord>> {
                const MemoryView view = TRY(memoryView(
                    database, context.agentKey, context.branchKey, context.memorySequence));
                return RecordStore::searchAsOf(database, view, query, limit);
            }));
        return render(found);
    }

private:
    [[nodiscard]] ToolOutcome render(const std::vector<FoundRecord>& found) const
    {
        ToolOutcome outcome{.text = {}, .label = toolLabel(m_declaration.name)};
        for (const FoundRecord& one : found) {
            outcome.text += fmt::format("- ({}, {}) {}\n", recordKindName(one.record.kind),
                integrityName(one.record.trust.integrity), one.record.text);
            outcome.label = join(outcome.label, one.record.trust);
        }
        if (found.empty()) {
            outcome.text = "Nothing was found.";
        }
        return outcome;
    }

    Store& m_store;
    ToolDeclaration m_declaration;
};

} // namespace

std::unique_ptr<Tool> makeMemorySearchTool(Store& store)
{
    return std::make_unique<MemorySearchTool>(store);
}

} // namespace core
