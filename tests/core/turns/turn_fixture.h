// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/agents/agent.h"
#include "core/sessions/item.h"
#include "core/sessions/session.h"
#include "core/tools/tool_registry.h"
#include "core/turns/turn.h"
#include "core/turns/turn_intake.h"
#include "core/turns/turn_services.h"
#include "tests/core/test_support/workspace_fixture.h"
#include "tests/core/turns/scripted_model.h"

#include <QStringList>

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace core {

/// A store that stops accepting writes after a number of them, as if the process were dead from
/// then on: the file stays as the last commit left it.
class DyingStore final : public Store {
public:
    explicit DyingStore(Store& inner, int writesLeft);

    [[nodiscard]] const std::filesystem::path& path() const override { return m_inner.path(); }
    [[nodiscard]] std::int64_t epoch() const override { return m_inner.epoch(); }
    [[nodiscard]] bool isReadOnly() const override { return false; }
    [[nodiscard]] TimestampUs lastCommitUs() const override { return m_inner.lastCommitUs(); }
    [[nodiscard]] std::optional<Error> checkpointError() const override { return {}; }
    Result<void> truncateWal() override { return m_inner.truncateWal(); }
    [[nodiscard]] bool ownsFile(const std::filesystem::path& path) const override
    {
        return m_inner.ownsFile(path);
    }

    [[nodiscard]] bool isDead() const { return m_writesLeft <= 0; }

protected:
    Result<void> runWrite(const Operation& operation) override;
    Result<void> runRead(const Operation& operation) override;

private:
    Store& m_inner;
    std::atomic<int> m_writesLeft;
};

/// A tool whose effect, answer and behaviour the test chooses.
class ScriptedTool final : public Tool {
public:
    ScriptedTool(std::string name, ToolEffect effect);

    [[nodiscard]] const ToolDeclaration& declaration() const override { return m_declaration; }
    [[nodiscard]] ToolEffect effect() const override { return m_effect; }
    Result<ToolOutcome> run(const Json& arguments, const ToolContext& context) override;
    Result<std::optional<ToolOutcome>> probe(
        const Json& arguments, const ToolContext& context) override;

    std::atomic<int> runs = 0;
    std::vector<std::string> keys; ///< idempotency keys of the runs
    bool probeFindsIt = false;
    std::shared_ptr<Gate> gate;

private:
    ToolDeclaration m_declaration;
    ToolEffect m_effect;
};

/// A workspace with an agent, a session and a scripted model.
/// Thread rule: as WorkspaceFixture.
class TurnFixture {
public:
    explicit TurnFixture(std::vector<ScriptedAnswer> script, AgentSettings settings = {});

    TurnServices services();
    TurnServices services(Store& store);

    WorkspaceFixture& workspace() { return m_workspace; }
    Store& store() { return m_workspace.store(); }
    EventBus& bus() { return m_bus; }
    ScriptedResolver& resolver() { return m_resolver; }
    ScriptedModel& model() { return *m_resolver.model; }

    /// Puts a scripted tool of this effect in the place of a tool of the program; it stays over
    /// restarts.
    ScriptedTool& replaceTool(const std::string& name, ToolEffect effect);

    [[nodiscard]] SessionId session() const { return m_session; }
    [[nodiscard]] Agent agent() { return m_agent; }
    SessionId newSession();

    /// Another life of the program: the workspace is closed and opened again.
    void restart();

    TurnIntake::Sent send(std::string_view text);
    Turn turn(const TurnId& id);
    std::vector<Item> items();

    /// One line an item: `role kind status name: text`.
    QStringList transcript();

    /// The number of memory records of the agent.
    qsizetype memoryCount();

private:
    void makeTools();

    WorkspaceFixture m_workspace;
    EventBus m_bus;
    ScriptedResolver m_resolver;
    ToolRegistry m_tools;
    std::map<std::string, std::shared_ptr<ScriptedTool>> m_scripted;
    Agent m_agent;
    SessionId m_session;
};

} // namespace core
