// SPDX-License-Identifier: Apache-2.0
#include "tests/core/turns/turn_fixture.h"

#include "core/agents/agent_store.h"
#include "core/memory/record_store.h"
#include "core/sessions/session_store.h"
#include "core/tools/builtin_tools.h"
#include "core/tools/tool_text.h"
#include "core/turns/turn_store.h"

namespace core {

namespace {

/// What a registry owns of a ScriptedTool that outlives it.
class SharedTool final : public Tool {
public:
    explicit SharedTool(std::shared_ptr<ScriptedTool> tool)
        : m_tool(std::move(tool))
    {
    }
    [[nodiscard]] const ToolDeclaration& declaration() const override
    {
        return m_tool->declaration();
    }
    [[nodiscard]] ToolEffect effect() const override { return m_tool->effect(); }
    Result<ToolOutcome> run(const Json& arguments, const ToolContext& context) override
    {
        return m_tool->run(arguments, context);
    }
    Result<std::optional<ToolOutcome>> probe(
        const Json& arguments, const ToolContext& context) override
    {
        return m_tool->probe(arguments, context);
    }

private:
    std::shared_ptr<ScriptedTool> m_tool;
};

} // namespace

DyingStore::DyingStore(Store& inner, int writesLeft)
    : m_inner(inner)
    , m_writesLeft(writesLeft)
{
}

Result<void> DyingStore::runWrite(const Operation& operation)
{
    if (m_writesLeft <= 0) {
        return fail(ErrorCode::Io, "The process is dead.");
    }
    --m_writesLeft;
    return m_inner.write(operation);
}

Result<void> DyingStore::runRead(const Operation& operation)
{
    return m_inner.read(operation);
}

ScriptedTool::ScriptedTool(std::string name, ToolEffect effect)
    : m_effect(effect)
{
    m_declaration.name = std::move(name);
    m_declaration.parameters = objectSchema({{"to", {{"type", "string"}}}}, Json::array());
}

Result<ToolOutcome> ScriptedTool::run(const Json&, const ToolContext& context)
{
    ++runs;
    keys.push_back(context.idempotencyKey);
    if (gate && !gate->pass(context.stop)) {
        return fail(ErrorCode::Cancelled, "The tool was stopped.");
    }
    return ToolOutcome{.text = "done", .label = toolLabel(m_declaration.name)};
}

Result<std::optional<ToolOutcome>> ScriptedTool::probe(const Json&, const ToolContext&)
{
    if (!probeFindsIt) {
        return std::optional<ToolOutcome>{};
    }
    return std::optional(ToolOutcome{.text = "was done", .label = toolLabel(m_declaration.name)});
}

TurnFixture::TurnFixture(std::vector<ScriptedAnswer> script, AgentSettings settings)
    : m_bus(m_workspace.clock())
{
    m_resolver.model = std::make_shared<ScriptedModel>(std::move(script));
    makeTools();
    if (settings.name.empty()) {
        settings.name = "Ada";
    }
    AgentStore agents(store(), m_workspace.clock(), m_workspace.ids());
    m_agent = valueOf(agents.create(std::move(settings)));
    m_session = newSession();
}

SessionId TurnFixture::newSession()
{
    SessionStore sessions(store(), m_workspace.clock(), m_workspace.ids());
    return valueOf(sessions.create(m_agent.id.text(), "Talk")).id;
}

void TurnFixture::makeTools()
{
    m_tools = makeBuiltinTools(store(), m_workspace.clock(), m_workspace.ids());
    for (const auto& [name, tool] : m_scripted) {
        m_tools.add(std::make_unique<SharedTool>(tool));
    }
}

TurnServices TurnFixture::services()
{
    return services(store());
}

TurnServices TurnFixture::services(Store& store)
{
    return {store, m_workspace.clock(), m_workspace.ids(), m_bus, m_tools, m_resolver};
}

ScriptedTool& TurnFixture::replaceTool(const std::string& name, ToolEffect effect)
{
    m_scripted[name] = std::make_shared<ScriptedTool>(name, effect);
    makeTools();
    return *m_scripted[name];
}

void TurnFixture::restart()
{
    m_workspace.reopen();
    makeTools();
}

TurnIntake::Sent TurnFixture::send(std::string_view text)
{
    return valueOf(TurnIntake(services()).send(m_session, text, {}));
}

Turn TurnFixture::turn(const TurnId& id)
{
    return valueOf(store().read([&](Database& database) { return TurnStore::get(database, id); }));
}

std::vector<Item> TurnFixture::items()
{
    return valueOf(store().read([&](Database& database) -> Result<std::vector<Item>> {
        const Session session = TRY(SessionStore::get(database, m_session));
        return ItemStore::through(database, session.activeBranchKey, INT64_MAX);
    }));
}

QStringList TurnFixture::transcript()
{
    QStringList lines;
    for (const Item& item : items()) {
        const std::string role(item.role ? itemRoleName(*item.role) : "-");
        lines.append(QString("%1 %2 %3 %4: %5")
                         .arg(role.c_str(), std::string(itemKindName(item.kind)).c_str(),
                             std::string(itemStatusName(item.status)).c_str(),
                             item.name.value_or("-").c_str(), item.text.c_str()));
    }
    return lines;
}

qsizetype TurnFixture::memoryCount()
{
    RecordStore records(store(), m_workspace.clock(), m_workspace.ids());
    RecordQuery query;
    query.agentKey = m_agent.key;
    return std::ssize(valueOf(records.list(query)).data);
}

} // namespace core
