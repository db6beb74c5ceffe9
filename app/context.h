// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/stop_signals.h"
#include "core/api/client.h"
#include "core/api/model_runtime.h"
#include "core/api/runtime.h"
#include "core/base/id_source.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace app {

/// Whether a command may make the workspace it is given.
enum class Access { Existing, Create };

/// What every command is given: the global options, the signals, and the way to the workspace or
/// the models, which is the owner's socket or our own runtime. Everything is opened when it is
/// first asked for, so that a command that needs no workspace touches none.
/// Thread rule: the main thread.
class Context {
public:
    struct Settings {
        std::filesystem::path workspace; ///< absolute
        bool json = false;
        std::string programName; ///< argv[0], which the window's application wants
    };

    Context(Settings settings, const StopSignals& signals, core::ModelProvider& provider);
    ~Context();

    [[nodiscard]] bool isJson() const { return m_settings.json; }
    [[nodiscard]] const Settings& settings() const { return m_settings; }
    [[nodiscard]] const StopSignals& signals() const { return m_signals; }
    [[nodiscard]] std::stop_token stop() const { return m_signals.token(); }
    [[nodiscard]] core::ModelProvider& provider() { return m_provider; }

    /// The workspace, through its owner or owned by us. Says on stderr when interrupted turns wait.
    core::Result<std::shared_ptr<core::Client>> workspace(Access access,
        core::Recovery recovery = core::Recovery::Leave, core::Serving serving = core::Serving::No);

    /// As workspace(Existing) for one call.
    core::Result<core::Json> call(
        std::string_view method, const core::Json& parameters, Access access = Access::Existing);

    /// Methods of models: the owner's when the workspace has one, so that a window sees the
    /// change; else our own, without any workspace.
    core::Result<std::shared_ptr<core::Client>> models();
    core::Result<core::Json> callModels(
        std::string_view method, const core::Json& parameters, core::ProgressSink progress = {});

    /// Null when the workspace is another process's.
    [[nodiscard]] core::Runtime* ownRuntime() { return m_runtime.get(); }

    core::IdSource& ids() { return m_ids; }

private:
    core::Result<std::shared_ptr<core::Client>> openOnce(
        core::Recovery recovery, core::Serving serving);
    void mentionInterrupted() const;
    struct LocalModels;

    Settings m_settings;
    const StopSignals& m_signals;
    core::ModelProvider& m_provider;
    core::SystemClock m_clock;
    core::UuidSource m_ids{m_clock};
    std::unique_ptr<core::Runtime> m_runtime;
    std::unique_ptr<LocalModels> m_localModels;
    std::shared_ptr<core::Client> m_client;
    std::shared_ptr<core::Client> m_models;
};

} // namespace app
